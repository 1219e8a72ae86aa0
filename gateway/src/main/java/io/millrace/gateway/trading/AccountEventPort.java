package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What becomes of accounts, as UBSCore says it. Any thread may call; no call blocks. */
public interface AccountEventPort {
    /** The last balance event of an order once it is closed; empty if it is not seen in time. */
    CompletionStage<Optional<OrderClose>> close(long orderId, Duration timeout);

    /** Adds someone who hears of the accounts that are watched; for the life of the gateway. */
    void addListener(AccountListener listener);

    /** From here on a user's events are told; ends with as many calls of {@link #unwatch}. */
    void watch(long userId);

    void unwatch(long userId);
}
