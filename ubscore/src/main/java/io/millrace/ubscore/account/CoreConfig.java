package io.millrace.ubscore.account;

/** What a core is built for. The topology never changes under a running exchange; it is part of every snapshot. */
public final class CoreConfig {
    /** Highest asset id: arrays by asset are sized to it. */
    public static final int ASSET_ID_MAX = 1023;
    /** Sources that number their operations: chains. */
    public static final int SOURCE_ID_MAX = 15;
    /** Highest instrument id: arrays by instrument are sized to it. */
    public static final int INSTRUMENT_ID_MAX = 4095;
    /** Fee tiers besides tier 0, which is the instrument's own schedule. */
    public static final int FEE_TIER_MAX = 15;
    /** Bytes of a snapshot that are handed over at once: fits one message of the log's transport. */
    public static final int SNAPSHOT_CHUNK_LENGTH = 32 * 1024;
    /** How far a client's clock may be ahead of the log. */
    public static final long CLOCK_SKEW_MAX_US = 10_000_000;

    public int shard;
    public int shardCount = 1;
    public int laneCount = 4;
    public int partitionCount = 4;
    /** How long a client's id is remembered. */
    public long windowUs = 24L * 3600 * 1_000_000;
    /** When the table of ids is full, ids older than this are forgotten and requests from before then are stale. */
    public long windowMinUs = 600L * 1_000_000;
    /** Bound of accounts: users beyond it are refused with CAPACITY. */
    public int accountsMax = 1 << 24;
    /** Bound of open orders. */
    public int ordersMax = 8_000_000;
    /** Bound of remembered client order ids, those of all open orders among them. */
    public int orderIdsMax = 16_000_000;
    /** Bound of remembered transfer ids. */
    public int transferIdsMax = 4_000_000;
    /** Bound of open withdrawals: what a chain that stands still may leave unpaid. */
    public int withdrawalsMax = 100_000;
    /** Open orders a user may have unless told otherwise by SetUserLimits. */
    public int openOrdersPerUser = 1_000;
    /** Rows that tables have room for from the start; they grow outside the hot path. */
    public int initialCapacity = 1 << 16;

    /** Balances of accounts in assets. */
    int balancesMax() {
        return (int) Math.min((long) accountsMax * 4, 1 << 26);
    }

    void check() {
        require(shard >= 0 && shard < shardCount && shardCount <= 256, "shard=" + shard + " shardCount=" + shardCount);
        require(laneCount > 0 && laneCount <= 0xFFFF, "laneCount=" + laneCount);
        require(partitionCount > 0 && partitionCount <= 0xFFFF, "partitionCount=" + partitionCount);
        require(windowMinUs >= 0 && windowUs > windowMinUs, "windowUs=" + windowUs + " windowMinUs=" + windowMinUs);
        require(accountsMax > 0 && accountsMax <= 1 << 26, "accountsMax=" + accountsMax);
        require(ordersMax > 0 && ordersMax <= 1 << 25, "ordersMax=" + ordersMax);
        require(orderIdsMax >= 2L * ordersMax && orderIdsMax <= 60_000_000, "orderIdsMax=" + orderIdsMax);
        require(transferIdsMax > 0 && transferIdsMax <= 60_000_000, "transferIdsMax=" + transferIdsMax);
        require(withdrawalsMax > 0, "withdrawalsMax=" + withdrawalsMax);
        require(openOrdersPerUser > 0, "openOrdersPerUser=" + openOrdersPerUser);
        require(initialCapacity > 0 && initialCapacity <= 1 << 25, "initialCapacity=" + initialCapacity);
    }

    private static void require(final boolean condition, final String message) {
        if (!condition) {
            throw new IllegalArgumentException("core config out of bounds " + message);
        }
    }
}
