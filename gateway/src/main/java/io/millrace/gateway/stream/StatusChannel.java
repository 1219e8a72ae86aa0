package io.millrace.gateway.stream;

import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.ReferenceTable;
import java.util.function.Supplier;

/** {@code status}: whether the engine's feed is at its head, and the state of each instrument; told when either changes. */
final class StatusChannel extends Channel {
    private final Supplier<ReferenceTable> reference;
    private final FeedPort feed;
    private ReferenceTable lastReference = ReferenceTable.EMPTY;
    private boolean wasLive;

    StatusChannel(final Supplier<ReferenceTable> reference, final FeedPort feed) {
        super("status", "status");
        this.reference = reference;
        this.feed = feed;
    }

    @Override
    long sequence() {
        return lastReference.coreSequence();
    }

    @Override
    byte[] snapshot(final String reason) {
        return message("snapshot", reason);
    }

    /** What is new; null if nothing is. */
    byte[] update() {
        final boolean isNews = feed.isLive() != wasLive || reference.get() != lastReference;
        wasLive = feed.isLive();
        lastReference = reference.get();
        return isNews && !subscriptions.isEmpty() ? message("update", null) : null;
    }

    private byte[] message(final String type, final String reason) {
        final ReferenceTable table = reference.get();
        return StreamJson.object(json -> {
            json.writeStringField("channel", name);
            json.writeStringField("type", type);
            json.writeStringField("seq", Long.toString(table.coreSequence()));
            json.writeBooleanField("live", feed.isLive());
            json.writeArrayFieldStart("symbols");
            for (final Instrument instrument : table.instruments()) {
                json.writeStartObject();
                json.writeStringField("symbol", instrument.symbol());
                json.writeStringField("state", instrument.state());
                json.writeEndObject();
            }
            json.writeEndArray();
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }
}
