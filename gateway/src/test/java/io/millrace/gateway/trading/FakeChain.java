package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Chains of which the store holds what a test puts in: lists newest first, as the store has them. */
public final class FakeChain implements ChainPort {
    public final Map<Long, List<DepositView>> deposits = new HashMap<>();
    public final Map<Long, List<PaymentView>> payments = new HashMap<>();
    public final List<BatchView> batches = new ArrayList<>();
    public final Map<Long, BatchView> batchesByTrade = new HashMap<>();
    /** What all questions fail with; null: they are answered. */
    public Refusal fault;

    @Override
    public CompletionStage<List<DepositView>> deposits(final long userId, final long belowHeight, final int countMax) {
        return answer(deposits.getOrDefault(userId, List.of()).stream()
                .filter(each -> each.place().height() < belowHeight)
                .limit(countMax)
                .toList());
    }

    @Override
    public CompletionStage<List<PaymentView>> payments(final long userId, final int countMax) {
        return answer(payments.getOrDefault(userId, List.of()));
    }

    @Override
    public CompletionStage<List<BatchView>> batches(final long chainId, final long belowNumber, final int countMax) {
        return answer(batches.stream()
                .filter(each -> each.chainId() == chainId && each.number() < belowNumber)
                .limit(countMax)
                .toList());
    }

    @Override
    public CompletionStage<Optional<BatchView>> batchOfTrade(final Instrument instrument, final long tradeId) {
        return answer(Optional.ofNullable(batchesByTrade.get(tradeId)));
    }

    private <T> CompletionStage<T> answer(final T value) {
        return fault == null ? CompletableFuture.completedStage(value) : CompletableFuture.failedStage(fault);
    }
}
