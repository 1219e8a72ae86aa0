package io.millrace.engine.book;

/**
 * What a book is bounded by.
 *
 * @param effectsPerCommandMax fills, triggers, self-trade cancellations, expiries and mass cancellations that one command
 *     may cause, so that its report fits in a message; what an order could not do is cancelled with FILL_LIMIT
 * @param orderCountMax open orders; beyond it orders are refused with CAPACITY
 * @param trailingCountMax trailing stops, each of which may move with every new extreme of the price
 * @param orderCountExpected room made at the start; more grows, which allocates
 */
public record BookLimits(int effectsPerCommandMax, int orderCountMax, int trailingCountMax, int orderCountExpected) {
    /** Fills of one command in the exchange. */
    public static final int FILLS_PER_COMMAND_MAX = 8192;

    public static final BookLimits DEFAULT =
            new BookLimits(FILLS_PER_COMMAND_MAX, OrderTable.ORDER_COUNT_MAX, 1024, 64);

    public BookLimits {
        if (effectsPerCommandMax < 1
                || orderCountMax < 1
                || orderCountMax > OrderTable.ORDER_COUNT_MAX
                || trailingCountMax < 0
                || orderCountExpected < 0) {
            throw new IllegalArgumentException("bad limits: effectsPerCommandMax=" + effectsPerCommandMax
                    + " orderCountMax=" + orderCountMax + " trailingCountMax=" + trailingCountMax);
        }
    }
}
