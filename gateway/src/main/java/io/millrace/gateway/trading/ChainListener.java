package io.millrace.gateway.trading;

/** Hears what happens on chains. Called on the consumer's thread: must be short. */
public interface ChainListener {
    void onDeposit(long userId, DepositView deposit);

    void onPayment(long userId, PaymentView payment);

    void onBatch(BatchView batch);

    /** Something may have been missed: it stands in the store. */
    void onGap();
}
