package io.millrace.gateway.trading;

/** Hears what happens to accounts that are watched, in each account's own order. Called on the consumer's thread: must be short. */
public interface AccountListener {
    void onEvent(AccountEvent event);

    /** Events may have been missed: whoever follows accounts must start again from what it has. */
    void onGap();
}
