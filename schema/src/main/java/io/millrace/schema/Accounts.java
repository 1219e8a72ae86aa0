package io.millrace.schema;

/** Well-known accounts of the ledger; users have ids above zero. */
public final class Accounts {
    /** Where money comes from and goes to: its balances are what the exchange owes its users, negated. */
    public static final long EXTERNAL = 0;
    /** Where fees go to and rebates come from. */
    public static final long FEE = -1;
    /** Clearing account towards shard 0; towards shard n it is {@code CLEARING - n}. */
    public static final long CLEARING = -2;

    private Accounts() {}

    /** Partition of {@code balance.events} and {@code balance.operations} that belongs to an account. */
    public static int partition(final long accountId, final int partitionCount) {
        return (int) Math.floorMod(accountId, (long) partitionCount);
    }

    /** Shard of UBSCore that owns a user. */
    public static int shard(final long userId, final int shardCount) {
        return (int) Math.floorMod(userId, (long) shardCount);
    }
}
