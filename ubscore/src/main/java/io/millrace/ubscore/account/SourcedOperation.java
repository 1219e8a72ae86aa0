package io.millrace.ubscore.account;

/** An operation whose source numbers what it sends to a partition: the last number applied is state for ever. */
public class SourcedOperation extends Operation {
    /** From 1 to {@link CoreConfig#SOURCE_ID_MAX}. */
    public int sourceId;
    /** Contiguous per source and partition, from 1. */
    public long sourceSequence;
}
