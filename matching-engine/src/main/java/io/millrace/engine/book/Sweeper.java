package io.millrace.engine.book;

import java.util.Arrays;

/** Mass cancels: finds orders by a walk over all queues, so that a plain order need not be in lists by user. */
final class Sweeper {
    private final OrderBook book;
    private long[] found = new long[64];
    private int foundCount;

    Sweeper(final OrderBook book) {
        this.book = book;
    }

    /** Cancel by ascending id. False: the command's bound left some. */
    boolean cancel(final long userId, final Side side, final Reason reason) {
        collect(userId, side);
        Arrays.sort(found, 0, foundCount);
        final OrderTable table = book.table;
        for (int i = 0; i < foundCount; i++) {
            if (book.matcher.effectsLeft == 0) {
                return false;
            }
            book.matcher.effectsLeft--;
            book.close(table.find(found[i]), OrderStatus.CANCELED, reason);
        }
        return true;
    }

    private void collect(final long userId, final Side side) {
        foundCount = 0;
        if (side != Side.SELL) {
            collect(book.bids, userId);
            collect(book.stops.ladder(Side.BUY), userId);
        }
        if (side != Side.BUY) {
            collect(book.asks, userId);
            collect(book.stops.ladder(Side.SELL), userId);
        }
    }

    private void collect(final Ladder ladder, final long userId) {
        final OrderTable table = book.table;
        for (int level = ladder.best(); level != 0; level = ladder.next(level)) {
            for (int slot = ladder.head(level); slot != 0; slot = table.next(slot)) {
                if (userId == 0 || table.field(slot, OrderTable.USER) == userId) {
                    if (foundCount == found.length) {
                        found = Arrays.copyOf(found, foundCount * 2);
                    }
                    found[foundCount++] = table.field(slot, OrderTable.ID);
                }
            }
        }
    }
}
