package io.millrace.gateway.trading;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the public sees of one instrument: its price levels and its last trades. The feed's thread changes it, any thread
 * reads it; both for the time of a copy under its lock.
 */
final class Book {
    /** Trades kept: a page of the largest size that a client may ask for. */
    static final int TRADES_MAX = 1000;

    private final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<Long, Long> asks = new TreeMap<>();
    private final Deque<Trade> trades = new ArrayDeque<>(TRADES_MAX);
    private long sequence;
    private long coreSequence;
    private long timestampUs;
    private long lastTradeId;

    /** Forgets everything: what follows describes the book anew. */
    synchronized void reset(final long newLastTradeId) {
        bids.clear();
        asks.clear();
        trades.clear();
        lastTradeId = newLastTradeId;
    }

    synchronized void level(final Side side, final long price, final long quantity, final OutputStamp stamp) {
        final NavigableMap<Long, Long> levels = side == Side.BUY ? bids : asks;
        if (quantity == 0) {
            levels.remove(price);
        } else {
            levels.put(price, quantity);
        }
        stamp(stamp);
    }

    synchronized void trade(final Trade trade, final OutputStamp stamp) {
        if (trades.size() == TRADES_MAX) {
            trades.removeLast();
        }
        trades.addFirst(trade);
        lastTradeId = trade.tradeId();
        stamp(stamp);
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

    private void stamp(final OutputStamp stamp) {
        sequence = stamp.outputSequence();
        coreSequence = stamp.coreSequence();
        timestampUs = stamp.timestampUs();
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
