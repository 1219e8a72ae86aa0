package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Closes of orders as UBSCore's events tell them. Any thread may call; nothing blocks. */
public final class AccountEvents implements AccountEventPort {
    private final Rendezvous<Long, OrderClose> closes = new Rendezvous<>();

    /** Takes an order's last event. */
    public void onClose(final OrderClose close) {
        closes.publish(close.orderId(), close);
    }

    @Override
    public CompletionStage<Optional<OrderClose>> close(final long orderId, final Duration timeout) {
        return closes.await(orderId, timeout);
    }
}
