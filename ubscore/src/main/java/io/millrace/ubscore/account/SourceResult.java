package io.millrace.ubscore.account;

/** What became of an operation that its source numbered. Owned by the core: valid during the listener's call only. */
public final class SourceResult {
    public int sourceId;
    /** Of balance.operations. */
    public int partition;
    /** The operation's. */
    public long sourceSequence;
    /** The last one applied, for ever. */
    public long sourceSequenceApplied;

    public long userId;
    public Outcome outcome;
    public Reason reason;
}
