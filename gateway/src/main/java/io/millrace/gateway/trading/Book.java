package io.millrace.gateway.trading;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the public sees of one instrument: its price levels and its last trades. The feed's thread changes it, any thread
 * reads it; both for the time of a copy under its lock. One thread may also follow its changes: what comes between two
 * looks is gathered, so that a slow look costs detail and never memory.
 */
final class Book {
    /** Trades kept: a page of the largest size that a client may ask for. */
    static final int TRADES_MAX = 1000;
    /** Levels of a look that is not whole: more than a checksum covers, as many as the longest partial book shows. */
    static final int LOOK_LEVELS = 20;
    /** Trades and levels gathered between two looks; beyond it the next look starts anew. */
    static final int GATHERED_MAX = 1 << 16;

    private final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<Long, Long> asks = new TreeMap<>();
    private final Deque<Trade> trades = new ArrayDeque<>(TRADES_MAX);
    private final NavigableSet<Long> changedBids = new TreeSet<>(Comparator.reverseOrder());
    private final NavigableSet<Long> changedAsks = new TreeSet<>();
    private final List<Trade> newTrades = new ArrayList<>();
    private long sequence;
    private long coreSequence;
    private long timestampUs;
    private long lastTradeId;
    private long lookSequence;
    private boolean isReset;
    private volatile boolean isChanged;

    /** Forgets everything; takes the book as it stood after an output. */
    synchronized void image(final long newLastTradeId, final List<LevelChange> levels, final OutputStamp stamp) {
        bids.clear();
        asks.clear();
        trades.clear();
        lastTradeId = newLastTradeId;
        startAnew();
        apply(levels, List.of(), stamp);
    }

    /** Takes all that one output says of this book: nobody sees half of an output. */
    synchronized void apply(final List<LevelChange> levels, final List<Trade> prints, final OutputStamp stamp) {
        levels.forEach(this::level);
        prints.forEach(this::trade);
        sequence = stamp.outputSequence();
        coreSequence = stamp.coreSequence();
        timestampUs = stamp.timestampUs();
        isChanged = true;
    }

    synchronized Depth depth(final Instrument instrument, final int levelsMax) {
        return new Depth(instrument, sequence, coreSequence, timestampUs, best(bids, levelsMax), best(asks, levelsMax));
    }

    synchronized List<Trade> trades() {
        return List.copyOf(trades);
    }

    synchronized long lastTradeId() {
        return lastTradeId;
    }

    /** Whether a look would show anything new. */
    boolean isChanged() {
        return isChanged;
    }

    /** What changed since the last look; {@code isWhole}: with all levels of the book. */
    synchronized BookChanges look(final Instrument instrument, final boolean isWhole) {
        final List<LevelChange> levels = new ArrayList<>(changedBids.size() + changedAsks.size());
        final int instrumentId = instrument.instrumentId();
        changedBids.forEach(
                price -> levels.add(new LevelChange(instrumentId, Side.BUY, price, bids.getOrDefault(price, 0L))));
        changedAsks.forEach(
                price -> levels.add(new LevelChange(instrumentId, Side.SELL, price, asks.getOrDefault(price, 0L))));
        final BookChanges changes = new BookChanges(
                lookSequence,
                isReset,
                levels,
                List.copyOf(newTrades),
                lastTradeId,
                depth(instrument, isWhole || isReset ? Integer.MAX_VALUE / 2 : LOOK_LEVELS));
        changedBids.clear();
        changedAsks.clear();
        newTrades.clear();
        lookSequence = sequence;
        isReset = false;
        isChanged = false;
        return changes;
    }

    private void level(final LevelChange change) {
        final boolean isBid = change.side() == Side.BUY;
        final NavigableMap<Long, Long> levels = isBid ? bids : asks;
        if (change.quantity() == 0) {
            levels.remove(change.price());
        } else {
            levels.put(change.price(), change.quantity());
        }
        if (!isReset) {
            (isBid ? changedBids : changedAsks).add(change.price());
            requireBounded(changedBids.size() + changedAsks.size());
        }
    }

    private void trade(final Trade trade) {
        if (trades.size() == TRADES_MAX) {
            trades.removeLast();
        }
        trades.addFirst(trade);
        lastTradeId = trade.tradeId();
        newTrades.add(trade);
        requireBounded(newTrades.size());
    }

    private void requireBounded(final int gathered) {
        if (gathered > GATHERED_MAX) {
            startAnew();
        }
    }

    private void startAnew() {
        changedBids.clear();
        changedAsks.clear();
        newTrades.clear();
        isReset = true;
    }

    private static long[] best(final NavigableMap<Long, Long> levels, final int levelsMax) {
        final long[] pairs = new long[2 * Math.min(levelsMax, levels.size())];
        int index = 0;
        for (final var level : levels.entrySet()) {
            if (index == pairs.length) {
                break;
            }
            pairs[index++] = level.getKey();
            pairs[index++] = level.getValue();
        }
        return pairs;
    }
}
