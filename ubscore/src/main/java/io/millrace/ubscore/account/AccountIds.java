package io.millrace.ubscore.account;

/** Well-known accounts, the spreading of users over shards and partitions, and the form of order ids; the same as on the wire. */
final class AccountIds {
    /** Where money comes from and goes to. */
    static final long EXTERNAL = 0;
    /** Where fees go to and rebates come from. */
    static final long FEE = -1;

    private static final long CLEARING = -2;
    private static final int NUMBER_BITS = 44;

    private AccountIds() {}

    static long clearing(final int shard) {
        return CLEARING - shard;
    }

    /** Id of a shard's order; {@code number} counts from 1. */
    static long orderId(final int shard, final long number) {
        return (long) shard << NUMBER_BITS | number;
    }

    static int partition(final long accountId, final int partitionCount) {
        return remainder(accountId, partitionCount);
    }

    static int shard(final long userId, final int shardCount) {
        return remainder(userId, shardCount);
    }

    /** From 0; a power of two, which counts mostly are, needs no division. */
    private static int remainder(final long id, final int count) {
        return (count & count - 1) == 0 ? (int) id & count - 1 : (int) Math.floorMod(id, (long) count);
    }
}
