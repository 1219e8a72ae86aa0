package io.millrace.ubscore.account;

/** A chain has paid a withdrawal out, or will not. */
public final class WithdrawalClose extends SourcedOperation {
    public long withdrawalId;
    /** False: what is held is given back. */
    public boolean paid;
}
