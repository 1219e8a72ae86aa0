package io.millrace.gateway.stream;

import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.Instrument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** One instrument's channels, and the way from its book to them. The agent's thread. */
final class Market {
    private final FeedPort feed;
    private final BiConsumer<Channel, byte[]> outlet;
    private final Map<String, MarketChannel> channels = new LinkedHashMap<>();
    private Instrument instrument;
    private BookChanges last;

    /** {@code outlet} takes what a channel has to tell. */
    Market(final Instrument instrument, final FeedPort feed, final BiConsumer<Channel, byte[]> outlet) {
        this.instrument = instrument;
        this.feed = feed;
        this.outlet = outlet;
    }

    Instrument instrument() {
        return instrument;
    }

    /** The same instrument with other limits or in another state. */
    void instrument(final Instrument changed) {
        instrument = changed;
    }

    /** Sequence of the last output that touched it; 0: none. */
    long sequence() {
        return last == null ? 0 : last.sequence();
    }

    /** The channel of a name, made by {@code maker} if nobody has listened to it yet. */
    MarketChannel channel(final String name, final ChannelMaker maker) {
        return channels.computeIfAbsent(name, key -> maker.make(key, this));
    }

    /** Makes a channel of a market. */
    @FunctionalInterface
    interface ChannelMaker {
        MarketChannel make(String name, Market market);
    }

    /** Forgets a channel to which nobody listens. */
    void release(final MarketChannel channel) {
        if (channel.subscriptions.isEmpty()) {
            channels.remove(channel.name);
        }
    }

    /** Tells what is new, if anything is; returns 1 if so. */
    int poll() {
        if (!feed.isChanged(instrument)) {
            return 0;
        }
        tell(feed.changes(instrument, false));
        return 1;
    }

    /** The whole book, told first to those who follow it: a snapshot of it and their next update fit together. */
    BookChanges whole() {
        final BookChanges now = feed.changes(instrument, true);
        tell(now);
        return now;
    }

    /** Lets time pass. */
    void tick(final long nowMs) {
        for (final MarketChannel channel : channels.values()) {
            send(channel, channel.tick(nowMs));
        }
    }

    private void tell(final BookChanges changes) {
        last = changes;
        if (changes.isNews()) {
            for (final MarketChannel channel : channels.values()) {
                send(channel, channel.update(changes));
            }
        }
    }

    private void send(final MarketChannel channel, final List<byte[]> texts) {
        texts.forEach(text -> outlet.accept(channel, text));
    }
}
