package io.millrace.gateway.stream;

import io.millrace.gateway.trading.BatchView;

/** {@code settlement}: each change of a batch of trades that is settled on a chain. What was before stands in the store. */
final class SettlementChannel extends Channel {
    SettlementChannel() {
        super("settlement", "settlement");
    }

    /** None: there may be several chains. */
    @Override
    long sequence() {
        return 0;
    }

    @Override
    byte[] snapshot(final String reason) {
        return null;
    }

    /** The message that a change makes. */
    byte[] update(final BatchView batch) {
        return ChainMessages.batch(name, batch);
    }
}
