package io.millrace.gateway.trading;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the store has of chains, read only. Any thread may call; no call blocks. Stages fail as those of {@link StorePort}. */
public interface ChainPort {
    /** A user's deposits below a height, the highest first. */
    CompletionStage<List<DepositView>> deposits(long userId, long belowHeight, int countMax);

    /** The payments of a user's newest withdrawals. */
    CompletionStage<List<PaymentView>> payments(long userId, int countMax);

    /** A chain's batches below a number, the newest first. */
    CompletionStage<List<BatchView>> batches(long chainId, long belowNumber, int countMax);

    /** The batch that a trade is in; empty: none yet. */
    CompletionStage<Optional<BatchView>> batchOfTrade(Instrument instrument, long tradeId);
}
