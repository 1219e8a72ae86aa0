package io.millrace.gateway.trading;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What chain services say, to those who listen; for the life of the gateway. Any thread may call. */
public final class ChainEvents implements ChainListener {
    private final List<ChainListener> listeners = new CopyOnWriteArrayList<>();

    public void addListener(final ChainListener listener) {
        listeners.add(listener);
    }

    @Override
    public void onDeposit(final long userId, final DepositView deposit) {
        listeners.forEach(listener -> listener.onDeposit(userId, deposit));
    }

    @Override
    public void onPayment(final long userId, final PaymentView payment) {
        listeners.forEach(listener -> listener.onPayment(userId, payment));
    }

    @Override
    public void onBatch(final BatchView batch) {
        listeners.forEach(listener -> listener.onBatch(batch));
    }

    @Override
    public void onGap() {
        listeners.forEach(ChainListener::onGap);
    }
}
