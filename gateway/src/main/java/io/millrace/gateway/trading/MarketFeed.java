package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Books, trades and effects as the engine's outputs make them. {@link #onUpdate} and {@link #live} belong to the feed's
 * thread; all else any thread may call.
 */
public final class MarketFeed implements FeedPort {
    private final Map<Integer, Book> books = new ConcurrentHashMap<>();
    private final Rendezvous<EffectKey, CommandEffect> effects = new Rendezvous<>();
    private final List<MarketListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLongArray outputSequences;
    private volatile boolean live;

    public MarketFeed(final int laneCount) {
        outputSequences = new AtomicLongArray(laneCount);
    }

    private record EffectKey(int shard, int lane, long orderSequence) {}

    /** Adds someone who is told of each update; for the life of the feed. */
    public void addListener(final MarketListener listener) {
        listeners.add(listener);
    }

    /** Takes the next output of its lane. */
    public void onUpdate(final MarketUpdate update) {
        final OutputStamp stamp = update.stamp();
        for (final LevelChange level : update.levels()) {
            book(level.instrumentId()).level(level.side(), level.price(), level.quantity(), stamp);
        }
        for (final TradePrint print : update.trades()) {
            book(print.instrumentId()).trade(print.trade(), stamp);
        }
        outputSequences.set(stamp.lane(), stamp.outputSequence());
        if (update.effect() != null) {
            effects.publish(new EffectKey(stamp.shard(), stamp.lane(), stamp.orderSequence()), update.effect());
        }
        for (final MarketListener listener : listeners) {
            listener.onUpdate(update);
        }
    }

    /** Takes a lane's books as they stood after an output, in place of all that was known of them. */
    public void onImage(
            final OutputStamp stamp, final Map<Integer, Long> lastTradeIds, final List<LevelChange> levels) {
        lastTradeIds.forEach((instrumentId, lastTradeId) -> book(instrumentId).reset(lastTradeId));
        onUpdate(new MarketUpdate(stamp, levels, List.of(), null));
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

    private Book book(final int instrumentId) {
        return books.computeIfAbsent(instrumentId, id -> new Book());
    }
}
