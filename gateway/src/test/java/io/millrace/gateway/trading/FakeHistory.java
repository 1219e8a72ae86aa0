package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** Lists that hold what a test puts in, newest first. */
public final class FakeHistory implements HistoryPort {
    public final Map<Long, List<OrderPlace>> orders = new ConcurrentHashMap<>();
    public final Map<Long, List<UserFill>> fills = new ConcurrentHashMap<>();
    public final Map<Long, List<LedgerEntry>> ledger = new ConcurrentHashMap<>();
    public final Map<Long, List<TransferResult>> transfers = new ConcurrentHashMap<>();
    public final Map<Long, Long> accountSequences = new ConcurrentHashMap<>();
    public final List<Candle> candles = new ArrayList<>();

    @Override
    public CompletionStage<Page<OrderPlace>> orders(
            final long userId, final Instrument instrument, final PageQuery query) {
        return page(orders.get(userId), OrderPlace::accountSequence, query);
    }

    @Override
    public CompletionStage<Page<UserFill>> fills(
            final long userId, final Instrument instrument, final PageQuery query) {
        return page(fills.get(userId), UserFill::accountSequence, query);
    }

    @Override
    public CompletionStage<List<UserFill>> fillsOfOrder(final OrderView order) {
        return CompletableFuture.completedStage(fills.getOrDefault(order.order().userId(), List.of()).stream()
                .filter(fill -> fill.orderId() == order.orderId())
                .toList());
    }

    @Override
    public CompletionStage<Page<LedgerEntry>> ledger(final long userId, final Asset asset, final PageQuery query) {
        return page(ledger.get(userId), LedgerEntry::accountSequence, query);
    }

    @Override
    public CompletionStage<Page<TransferResult>> transfers(final long userId, final PageQuery query) {
        return page(transfers.get(userId), TransferResult::coreSequence, query);
    }

    @Override
    public CompletionStage<List<Balance>> balancesAsOf(final long userId, final long coreSequence) {
        return CompletableFuture.completedStage(ledger.getOrDefault(userId, List.of()).stream()
                .filter(entry -> entry.origin().coreSequence() <= coreSequence)
                .limit(1)
                .map(entry -> new Balance(
                        entry.asset(),
                        entry.amounts().available(),
                        entry.amounts().held(),
                        entry.accountSequence()))
                .toList());
    }

    @Override
    public CompletionStage<Page<Candle>> candles(
            final Instrument instrument, final CandleInterval interval, final PageQuery query) {
        return page(candles, Candle::ordinal, query);
    }

    @Override
    public CompletionStage<Long> accountSequence(final long userId) {
        return CompletableFuture.completedStage(accountSequences.getOrDefault(userId, 0L));
    }

    private static <T> CompletionStage<Page<T>> page(
            final List<T> entries, final ToLongFunction<T> id, final PageQuery query) {
        final List<T> below = (entries == null ? List.<T>of() : entries)
                .stream().filter(entry -> id.applyAsLong(entry) < query.below()).toList();
        final List<T> page = below.subList(0, Math.min(below.size(), query.countMax()));
        final boolean isMore = below.size() > page.size();
        return CompletableFuture.completedStage(
                new Page<>(page, isMore ? id.applyAsLong(page.get(page.size() - 1)) : 0));
    }
}
