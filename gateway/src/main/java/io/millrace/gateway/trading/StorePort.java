package io.millrace.gateway.trading;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The store, read only. Any thread may call; no call blocks. A stage completes with the rows, or with a {@link Refusal}
 * NOT_READY when the store can't be reached.
 */
public interface StorePort {
    /** Whether reads can be expected to succeed. */
    boolean isConnected();

    /** UBSCore's sequence up to which the store has a user's balance events; 0: nothing yet. */
    CompletionStage<Long> coreSequence(long userId);

    /** Sequence of the last output that the store has of a lane; 0: nothing yet. */
    CompletionStage<Long> outputSequence(int lane);

    /** In the order of the assets' symbols. */
    CompletionStage<List<Balance>> balances(long userId);

    CompletionStage<Optional<OrderView>> order(long orderId);

    CompletionStage<Optional<Long>> orderIdByClientId(long userId, String clientOrderId);

    CompletionStage<Optional<TransferResult>> transfer(long userId, String requestId);

    /** The newest withdrawals of a user. */
    CompletionStage<List<WithdrawalView>> withdrawals(long userId, int countMax);

    /** Newest first, with ids below {@code belowTradeId}. */
    CompletionStage<List<Trade>> trades(Instrument instrument, long belowTradeId, int countMax);

    /** What an order has traded, oldest first. */
    CompletionStage<List<Fill>> fillsOfOrder(OrderView order);
}
