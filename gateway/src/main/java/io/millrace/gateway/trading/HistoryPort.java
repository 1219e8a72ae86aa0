package io.millrace.gateway.trading;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lists out of the store, newest first, in pages. A page may hold fewer entries than asked for and still have a next: a
 * filter met nothing for a while. Any thread may call; no call blocks. A stage fails with a {@link Refusal} NOT_READY when
 * the store can't be reached.
 */
public interface HistoryPort {
    /** A user's orders by the account sequence of their acceptance; {@code instrument} null: all. */
    CompletionStage<Page<OrderPlace>> orders(long userId, Instrument instrument, PageQuery query);

    /** A user's trades by account sequence; {@code instrument} null: all. */
    CompletionStage<Page<UserFill>> fills(long userId, Instrument instrument, PageQuery query);

    /** What an order has traded, oldest first; where it stands in the account is not said (0). */
    CompletionStage<List<UserFill>> fillsOfOrder(OrderView order);

    /** Changes of a user's balances by account sequence, those of one event together; {@code asset} null: all. */
    CompletionStage<Page<LedgerEntry>> ledger(long userId, Asset asset, PageQuery query);

    /** A user's transfers, applied and refused, by the sequence of their result. */
    CompletionStage<Page<TransferResult>> transfers(long userId, PageQuery query);

    /** Balances as they stood after UBSCore's command {@code coreSequence}, in the order of the assets' symbols. */
    CompletionStage<List<Balance>> balancesAsOf(long userId, long coreSequence);

    /** Candles by their ordinal; intervals without a trade have none. */
    CompletionStage<Page<Candle>> candles(Instrument instrument, CandleInterval interval, PageQuery query);

    /** Sequence of the last event of a user that the store has; 0: none. */
    CompletionStage<Long> accountSequence(long userId);
}
