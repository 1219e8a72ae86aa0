package io.millrace.ubscore.account;

/** An operator's word on a withdrawal that waits for it, or its user's. */
public final class WithdrawalReview extends Operation {
    public long withdrawalId;
    /** Null: a code that is not known, which is refused. */
    public ReviewDecision decision;
}
