package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Books, trades and effects as the engine's outputs make them. {@link #onUpdate} and {@link #live} belong to the feed's
 * thread; all else any thread may call.
 */
public final class MarketFeed implements FeedPort {
    private final Map<Integer, Book> books = new ConcurrentHashMap<>();
    private final Rendezvous<EffectKey, CommandEffect> effects = new Rendezvous<>();
    private final AtomicLongArray outputSequences;
    private volatile boolean live;

    public MarketFeed(final int laneCount) {
        outputSequences = new AtomicLongArray(laneCount);
    }

    private record EffectKey(int shard, int lane, long orderSequence) {}

    /** Takes the next output of its lane. */
    public void onUpdate(final MarketUpdate update) {
        final OutputStamp stamp = update.stamp();
        for (final int instrumentId : touched(update)) {
            book(instrumentId).apply(levels(update.levels(), instrumentId), trades(update, instrumentId), stamp);
        }
        outputSequences.set(stamp.lane(), stamp.outputSequence());
        if (update.effect() != null) {
            effects.publish(new EffectKey(stamp.shard(), stamp.lane(), stamp.orderSequence()), update.effect());
        }
    }

    /** Takes a lane's books as they stood after an output, in place of all that was known of them. */
    public void onImage(
            final OutputStamp stamp, final Map<Integer, Long> lastTradeIds, final List<LevelChange> levels) {
        lastTradeIds.forEach((instrumentId, lastTradeId) ->
                book(instrumentId).image(lastTradeId, levels(levels, instrumentId), stamp));
        outputSequences.set(stamp.lane(), stamp.outputSequence());
    }

    /** Says whether every lane is gapless and at its head. */
    public void live(final boolean isNowLive) {
        live = isNowLive;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public long outputSequence(final int lane) {
        return outputSequences.get(lane);
    }

    @Override
    public CompletionStage<Optional<CommandEffect>> effect(final ReplyStamp stamp, final Duration timeout) {
        return effects.await(new EffectKey(stamp.shard(), stamp.lane(), stamp.orderSequence()), timeout);
    }

    @Override
    public Depth depth(final Instrument instrument, final int levelsMax) {
        return book(instrument.instrumentId()).depth(instrument, levelsMax);
    }

    @Override
    public List<Trade> trades(final Instrument instrument) {
        return book(instrument.instrumentId()).trades();
    }

    @Override
    public long lastTradeId(final Instrument instrument) {
        return book(instrument.instrumentId()).lastTradeId();
    }

    @Override
    public boolean isChanged(final Instrument instrument) {
        return book(instrument.instrumentId()).isChanged();
    }

    @Override
    public BookChanges changes(final Instrument instrument, final boolean isWhole) {
        return book(instrument.instrumentId()).look(instrument, isWhole);
    }

    private static int[] touched(final MarketUpdate update) {
        return IntStream.concat(
                        update.levels().stream().mapToInt(LevelChange::instrumentId),
                        update.trades().stream().mapToInt(TradePrint::instrumentId))
                .distinct()
                .toArray();
    }

    private static List<LevelChange> levels(final List<LevelChange> levels, final int instrumentId) {
        return levels.stream()
                .filter(level -> level.instrumentId() == instrumentId)
                .toList();
    }

    private static List<Trade> trades(final MarketUpdate update, final int instrumentId) {
        return update.trades().stream()
                .filter(print -> print.instrumentId() == instrumentId)
                .map(TradePrint::trade)
                .toList();
    }

    private Book book(final int instrumentId) {
        return books.computeIfAbsent(instrumentId, id -> new Book());
    }
}
