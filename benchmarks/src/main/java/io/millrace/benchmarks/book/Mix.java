package io.millrace.benchmarks.book;

/**
 * Messages for a book, made before anything is timed, in one array of longs so that reading them costs every engine the
 * same, and little.
 *
 * <pre>
 *   63        32 31    16 15   8 7       0     63       16 15       0
 *  +------------+--------+------+-----------+ +-----------+----------+
 *  | order id   | user   | side | operation | | price     | quantity |
 *  +------------+--------+------+-----------+ +-----------+----------+
 * </pre>
 *
 * A cancel has no price and quantity. An amend has the new price, and the new quantity in lots in all.
 */
public final class Mix {
    public static final int STRIDE = 2;
    public static final int PLACE = 0;
    public static final int PLACE_IOC = 1;
    public static final int CANCEL = 2;
    public static final int AMEND = 3;

    private static final int SIDE_SHIFT = 8;
    private static final int USER_SHIFT = 16;
    private static final int ID_SHIFT = 32;
    private static final int PRICE_SHIFT = 16;

    public final String name;
    public final long[] messages;
    public final int count;

    public Mix(final String name, final long[] messages, final int count) {
        this.name = name;
        this.messages = messages;
        this.count = count;
    }

    public static long head(final int operation, final boolean isSell, final int user, final long orderId) {
        return operation | (isSell ? 1L << SIDE_SHIFT : 0) | (long) user << USER_SHIFT | orderId << ID_SHIFT;
    }

    public static long body(final long price, final long quantity) {
        return price << PRICE_SHIFT | quantity;
    }

    public static int operation(final long head) {
        return (int) head & 0xFF;
    }

    /** 0: buy, 1: sell; to look up what an engine calls it, for half of the orders are of either. */
    public static int side(final long head) {
        return (int) (head >>> SIDE_SHIFT) & 1;
    }

    public static long user(final long head) {
        return head >>> USER_SHIFT & 0xFFFF;
    }

    public static long orderId(final long head) {
        return head >>> ID_SHIFT;
    }

    public static long price(final long body) {
        return body >>> PRICE_SHIFT;
    }

    public static long quantity(final long body) {
        return body & 0xFFFF;
    }
}
