package io.millrace.ubscore.account;

/** The fixed part of an engine's output. Filled in by the caller, read during the call only; reusable. */
public final class OutputHeader {
    /** Bytes of a hash. */
    public static final int HASH_LENGTH = 32;

    public int lane;
    /** Contiguous per lane, from 1. */
    public long outputSequence;
    /** SHA-256 of the output before this one, as this one states it. */
    public final byte[] previousHash = new byte[HASH_LENGTH];
    /** SHA-256 of this output's bytes, as the caller computed it. */
    public final byte[] hash = new byte[HASH_LENGTH];
    /** Shard that the command came from. */
    public int shard;
    /** orderSequence of the command. */
    public long sourceSequence;
    /** Whether the command was an AmendOrder. */
    public boolean amend;

    public Outcome outcome;
    /** Why the command was rejected. */
    public Reason reason;
    /** 0: none, or several. */
    public int instrumentId;
    /** The order that the command names; 0: none. */
    public long orderId;
    /** Ticks; the instrument's last trade after the command; 0: none yet. */
    public long lastPrice;

    public int tradeCount;
    /** Entries of the orders group. */
    public int orderCount;
}
