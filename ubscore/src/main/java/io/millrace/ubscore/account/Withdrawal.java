package io.millrace.ubscore.account;

/** An open withdrawal: what it holds is set aside until it closes. */
final class Withdrawal {
    long id;
    /** Slot of the balance that it is held on. */
    int balance;

    long amount;
    /** REVIEW or HELD. */
    WithdrawalState state;

    long createdUs;
    final FixedText address = new FixedText(FixedText.ADDRESS_LENGTH);
    final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
