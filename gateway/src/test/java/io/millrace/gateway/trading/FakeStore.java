package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A store that holds what a test puts in. */
public final class FakeStore implements StorePort {
    public final Map<Long, List<Balance>> balances = new ConcurrentHashMap<>();
    public final Map<Long, OrderView> orders = new ConcurrentHashMap<>();
    public final Map<String, TransferResult> transfers = new ConcurrentHashMap<>();
    public final Map<Integer, Long> outputSequences = new ConcurrentHashMap<>();
    public volatile List<Trade> trades = List.of();
    public volatile List<Fill> fills = List.of();
    public volatile long coreSequence = 5000;
    public volatile boolean connected = true;

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public CompletionStage<Long> coreSequence(final long userId) {
        return answer(coreSequence);
    }

    @Override
    public CompletionStage<Long> outputSequence(final int lane) {
        return answer(outputSequences.getOrDefault(lane, 0L));
    }

    @Override
    public CompletionStage<List<Balance>> balances(final long userId) {
        return answer(balances.getOrDefault(userId, List.of()));
    }

    @Override
    public CompletionStage<Optional<OrderView>> order(final long orderId) {
        return answer(Optional.ofNullable(orders.get(orderId)));
    }

    @Override
    public CompletionStage<Optional<Long>> orderIdByClientId(final long userId, final String clientOrderId) {
        return answer(orders.values().stream()
                .filter(view -> view.order().userId() == userId
                        && view.order().clientOrderId().equals(clientOrderId))
                .map(OrderView::orderId)
                .findFirst());
    }

    @Override
    public CompletionStage<Optional<TransferResult>> transfer(final long userId, final String requestId) {
        return answer(Optional.ofNullable(transfers.get(userId + "/" + requestId)));
    }

    @Override
    public CompletionStage<List<Trade>> trades(
            final Instrument instrument, final long belowTradeId, final int countMax) {
        return answer(trades.stream()
                .filter(trade -> trade.tradeId() < belowTradeId)
                .limit(countMax)
                .toList());
    }

    @Override
    public CompletionStage<List<Fill>> fillsOfOrder(final OrderView order) {
        return answer(fills);
    }

    private <T> CompletionStage<T> answer(final T value) {
        return connected
                ? CompletableFuture.completedStage(value)
                : CompletableFuture.failedStage(Refusal.of(ErrorCode.NOT_READY, "the store is not connected"));
    }

    @Override
    public CompletionStage<List<WithdrawalView>> withdrawals(final long userId, final int countMax) {
        return CompletableFuture.completedStage(withdrawals);
    }

    /** Answered to whoever asks. */
    public final List<WithdrawalView> withdrawals = new ArrayList<>();
}
