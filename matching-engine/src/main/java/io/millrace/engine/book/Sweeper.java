package io.millrace.engine.book;

import java.util.Arrays;

/** Mass cancels: finds orders by a scan of all, so that a plain order need not be in lists by user. */
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
        final OrderTable table = book.table;
        foundCount = 0;
        for (int slot = 1; slot < table.slotHigh(); slot++) {
            final long orderId = table.field(slot, OrderTable.ID);
            final boolean isUser = userId == 0 || table.field(slot, OrderTable.USER) == userId;
            final boolean isSide = side == null || side == Side.SELL == OrderFlags.isSell(table.flags(slot));
            if (orderId != 0 && isUser && isSide) {
                if (foundCount == found.length) {
                    found = Arrays.copyOf(found, foundCount * 2);
                }
                found[foundCount++] = orderId;
            }
        }
    }
}
