package io.millrace.schema;

/** Layout of an order id: {@code shard << 44 | number}; below 2^53, so that a JSON number holds it exactly. */
public final class OrderIds {
    private static final int NUMBER_BITS = 44;
    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;
    /** Shards that an order id has room for. */
    public static final int SHARD_COUNT_MAX = 256;

    private OrderIds() {}

    /** Id of a shard's order; {@code number} counts from 1. */
    public static long of(final int shard, final long number) {
        return (long) shard << NUMBER_BITS | number;
    }

    /** Shard that numbered the order. */
    public static int shard(final long orderId) {
        return (int) (orderId >>> NUMBER_BITS);
    }

    /** Place of the order among its shard's. */
    public static long number(final long orderId) {
        return orderId & NUMBER_MASK;
    }
}
