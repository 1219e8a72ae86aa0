package io.millrace.benchmarks.book;

/**
 * Messages for a book, made before anything is timed, in one array of longs so that reading them costs every engine the
 * same.
 *
 * <pre>
 *  +------------------------------+----------+-------+----------+
 *  | operation | side 8 | user 16 | order id | price | quantity |
 *  +------------------------------+----------+-------+----------+
 * </pre>
 *
 * A cancel has no price and quantity. An amend has the new price, and the new quantity in lots in all.
 */
public final class Mix {
    public static final int STRIDE = 4;
    public static final int PLACE = 0;
    public static final int PLACE_IOC = 1;
    public static final int CANCEL = 2;
    public static final int AMEND = 3;

    private static final int SELL = 1 << 8;
    private static final int USER_SHIFT = 16;

    public final String name;
    public final long[] messages;
    public final int count;

    public Mix(final String name, final long[] messages, final int count) {
        this.name = name;
        this.messages = messages;
        this.count = count;
    }

    public static long head(final int operation, final boolean isSell, final int user) {
        return operation | (isSell ? SELL : 0) | (long) user << USER_SHIFT;
    }

    public static int operation(final long head) {
        return (int) head & 0xFF;
    }

    public static boolean isSell(final long head) {
        return (head & SELL) != 0;
    }

    public static long user(final long head) {
        return head >>> USER_SHIFT;
    }
}
