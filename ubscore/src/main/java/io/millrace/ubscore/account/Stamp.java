package io.millrace.ubscore.account;

/** Where a record stands in its stream. Owned by the core: valid during the listener's call only. */
public final class Stamp {
    /** The lane of orders, or the partition of balance.events. */
    int part;

    int shard;
    long sequence;
    long coreSequence;
    long timestampUs;

    /** The lane of orders, or the partition of balance.events. */
    public int part() {
        return part;
    }

    /** The shard that writes. */
    public int shard() {
        return shard;
    }

    /** orderSequence or eventSequence: contiguous per (shard, part), from 1. */
    public long sequence() {
        return sequence;
    }

    /** Sequence of the command in its shard. */
    public long coreSequence() {
        return coreSequence;
    }

    /** When the command entered the log. */
    public long timestampUs() {
        return timestampUs;
    }
}
