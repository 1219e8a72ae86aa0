package io.millrace.gateway.stream;

import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Instrument;
import java.util.List;

/** A channel about one instrument, told of each look at its book. */
abstract class MarketChannel extends Channel {
    final Market market;

    MarketChannel(final String name, final String kind, final Market market) {
        super(name, kind);
        this.market = market;
    }

    final Instrument instrument() {
        return market.instrument();
    }

    @Override
    final byte[] snapshot(final String reason) {
        return snapshot(market.whole(), reason);
    }

    /** The present state; {@code now} is whole. Null if there is nothing to tell. */
    abstract byte[] snapshot(BookChanges now, String reason);

    /** What is new, in messages. */
    abstract List<byte[]> update(BookChanges changes);

    /** What time alone makes new. Asked several times a second while someone listens. */
    List<byte[]> tick(final long nowMs) {
        return List.of();
    }

    @Override
    long sequence() {
        return market.sequence();
    }
}
