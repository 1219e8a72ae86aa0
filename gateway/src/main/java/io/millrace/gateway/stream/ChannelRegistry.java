package io.millrace.gateway.stream;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Finds the public channel of a name. The agent's thread. */
final class ChannelRegistry {
    static final String HEARTBEAT = "heartbeat";
    private static final String STATUS = "status";

    private final Supplier<ReferenceTable> reference;
    private final FeedPort feed;
    private final BiConsumer<Channel, byte[]> outlet;
    private final Map<Integer, Market> markets = new HashMap<>();
    private final HeartbeatChannel heartbeat = new HeartbeatChannel();
    private final StatusChannel status;
    private ReferenceTable known = ReferenceTable.EMPTY;

    ChannelRegistry(
            final Supplier<ReferenceTable> reference, final FeedPort feed, final BiConsumer<Channel, byte[]> outlet) {
        this.reference = reference;
        this.feed = feed;
        this.outlet = outlet;
        status = new StatusChannel(reference, feed);
    }

    /** The channel of a native name; refuses one that does not exist. */
    Channel channel(final String name) {
        if (STATUS.equals(name)) {
            return status;
        }
        if (HEARTBEAT.equals(name)) {
            return heartbeat;
        }
        final String[] parts = name.split("\\.", 3);
        final Market.ChannelMaker maker = maker(name, parts);
        return market(instrument(parts[1])).channel(name, maker);
    }

    /** The market of an instrument, made when it is first asked for. */
    Market market(final Instrument instrument) {
        return markets.computeIfAbsent(instrument.instrumentId(), id -> new Market(instrument, feed, outlet));
    }

    /** The instrument of a symbol; refuses one that is not known. */
    Instrument instrument(final String symbol) {
        refresh();
        final Instrument instrument = known.instrument(symbol);
        if (instrument == null) {
            throw known.isEmpty()
                    ? Refusal.of(ErrorCode.NOT_READY, "the instruments are not known yet")
                    : Refusal.ofField(ErrorCode.BAD_SYMBOL, "channels", "a channel's symbol is not known");
        }
        return instrument;
    }

    Collection<Market> markets() {
        return markets.values();
    }

    HeartbeatChannel heartbeat() {
        return heartbeat;
    }

    StatusChannel status() {
        return status;
    }

    /** Forgets a channel to which nobody listens any more. */
    void release(final Channel channel) {
        if (channel instanceof MarketChannel marketChannel) {
            marketChannel.market.release(marketChannel);
        }
    }

    /** Takes over what changed in the reference data. */
    void refresh() {
        final ReferenceTable now = reference.get();
        if (now != known) {
            known = now;
            for (final Market market : markets.values()) {
                final Instrument changed = now.instrument(market.instrument().instrumentId());
                if (changed != null) {
                    market.instrument(changed);
                }
            }
        }
    }

    private Market.ChannelMaker maker(final String name, final String[] parts) {
        final boolean isPair = parts.length == 2;
        return switch (isPair ? parts[0] : "") {
            case "depth" -> DepthChannel::new;
            case "bbo" -> BboChannel::new;
            case "trades" -> (key, market) -> new TradesChannel(key, market, feed);
            default -> throw Refusal.ofField(ErrorCode.BAD_FORMAT, "channels", "there is no such channel");
        };
    }
}
