package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the engine does, as its feed says it. Any thread may call; no call blocks. */
public interface FeedPort {
    /** Whether every lane is gapless and at its head. */
    boolean isLive();

    /** Sequence of the last output seen of a lane; 0: none. */
    long outputSequence(int lane);

    /** The engine's answer to the command with this stamp; empty if it is not seen in time. */
    CompletionStage<Optional<CommandEffect>> effect(ReplyStamp stamp, Duration timeout);

    /** At most {@code levelsMax} levels a side. */
    Depth depth(Instrument instrument, int levelsMax);

    /** Trades seen lately, newest first; what is older is in the store. */
    List<Trade> trades(Instrument instrument);

    /** Id of the instrument's last trade; 0: none yet. */
    long lastTradeId(Instrument instrument);

    /** Whether {@link #changes} would tell anything new. */
    boolean isChanged(Instrument instrument);

    /** What changed since this was asked last, with all levels if {@code isWhole}. For one caller: the streams. */
    BookChanges changes(Instrument instrument, boolean isWhole);
}
