package io.millrace.gateway.stream;

import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Finds the public channel of a name. The agent's thread. */
final class ChannelRegistry {
    static final String HEARTBEAT = "heartbeat";
    private static final String STATUS = "status";

    private final StreamAgent.Sources sources;
    private final FeedPort feed;
    private final BiConsumer<Channel, byte[]> outlet;
    private final Consumer<Runnable> agent;
    private final LongSupplier clockMs;
    private final CompactSymbols compact = new CompactSymbols();
    private final Map<Integer, Market> markets = new HashMap<>();
    private final HeartbeatChannel heartbeat = new HeartbeatChannel();
    private final SettlementChannel settlement = new SettlementChannel();
    private final StatusChannel status;
    private ReferenceTable known = ReferenceTable.EMPTY;

    /** {@code outlet} takes what a channel has to tell; {@code agent} runs something on the agent's thread. */
    ChannelRegistry(
            final StreamAgent.Sources sources,
            final BiConsumer<Channel, byte[]> outlet,
            final Consumer<Runnable> agent,
            final LongSupplier clockMs) {
        this.sources = sources;
        this.outlet = outlet;
        this.agent = agent;
        this.clockMs = clockMs;
        feed = sources.feed();
        status = new StatusChannel(sources.core()::reference, feed);
    }

    /** The channel of a native name; refuses one that does not exist. */
    Channel channel(final String name) {
        if (STATUS.equals(name)) {
            return status;
        }
        if (HEARTBEAT.equals(name)) {
            return heartbeat;
        }
        if (settlement.name.equals(name)) {
            return settlement;
        }
        final String[] parts = name.split("\\.", 3);
        final Market.ChannelMaker maker = maker(parts);
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

    /** The instrument of a symbol without its underscore; refuses one that is not known. */
    Instrument compactInstrument(final String symbol) {
        refresh();
        final Instrument instrument = compact.instrument(known, symbol);
        if (instrument == null) {
            throw Refusal.ofField(ErrorCode.BAD_SYMBOL, "params", "Invalid symbol.");
        }
        return instrument;
    }

    StreamAgent.Sources sources() {
        return sources;
    }

    /** Runs something on the agent's thread. Any thread. */
    void execute(final Runnable task) {
        agent.accept(task);
    }

    /** Tells what a channel has found out by itself. */
    void publish(final Channel channel, final byte[] text) {
        outlet.accept(channel, text);
    }

    long nowMs() {
        return clockMs.getAsLong();
    }

    Collection<Market> markets() {
        return markets.values();
    }

    HeartbeatChannel heartbeat() {
        return heartbeat;
    }

    SettlementChannel settlement() {
        return settlement;
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
        final ReferenceTable now = sources.core().reference();
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

    private Market.ChannelMaker maker(final String[] parts) {
        if (parts.length == 3 && "kline".equals(parts[0])) {
            final CandleInterval interval = CandleInterval.of("channels", parts[2]);
            return (key, market) -> new KlineChannel(key, market, interval, this);
        }
        return switch (parts.length == 2 ? parts[0] : "") {
            case "ticker" -> (key, market) -> new TickerChannel(key, market, this);
            case "depth" -> DepthChannel::new;
            case "bbo" -> BboChannel::new;
            case "trades" -> (key, market) -> new TradesChannel(key, market, feed);
            default -> throw Refusal.ofField(ErrorCode.BAD_FORMAT, "channels", "there is no such channel");
        };
    }
}
