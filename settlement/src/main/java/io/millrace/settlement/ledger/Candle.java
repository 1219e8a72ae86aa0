package io.millrace.settlement.ledger;

/**
 * What an instrument's trades of one interval come to. Trade ids are contiguous, so a candle knows which it has: from
 * {@code firstTradeId} to {@code lastTradeId}. Prices in ticks, volumes in lots, quote volumes in minor units.
 */
public final class Candle {
    private final Instrument instrument;
    private final Interval interval;
    private final long ordinal;
    private final long firstTradeId;
    private final long open;
    private long high;
    private long low;
    private long close;
    private long lastTradeId;
    private Volume total = Volume.NONE;
    private Volume takerBuys = Volume.NONE;

    /** Lots and minor units of the quote asset; a sum beyond 64 bits is a breach of arithmetic, never wrapped. */
    public record Volume(long base, long quote) {
        static final Volume NONE = new Volume(0, 0);

        Volume plus(final long quantity, final long notional) {
            return new Volume(Math.addExact(base, quantity), Math.addExact(quote, notional));
        }
    }

    /** Ticks. */
    public record Prices(long open, long high, long low, long close) {}

    Candle(final Instrument instrument, final Interval interval, final long ordinal, final Trade first) {
        this.instrument = instrument;
        this.interval = interval;
        this.ordinal = ordinal;
        firstTradeId = first.tradeId();
        open = first.price();
        high = open;
        low = open;
        add(first);
    }

    /** A candle as the store has it. */
    public Candle(
            final Instrument instrument,
            final Interval interval,
            final long ordinal,
            final Prices prices,
            final Volume total,
            final Volume takerBuys,
            final long firstTradeId,
            final long lastTradeId) {
        this.instrument = instrument;
        this.interval = interval;
        this.ordinal = ordinal;
        this.firstTradeId = firstTradeId;
        this.lastTradeId = lastTradeId;
        this.total = total;
        this.takerBuys = takerBuys;
        open = prices.open();
        high = prices.high();
        low = prices.low();
        close = prices.close();
    }

    void add(final Trade trade) {
        high = Math.max(high, trade.price());
        low = Math.min(low, trade.price());
        close = trade.price();
        lastTradeId = trade.tradeId();
        total = total.plus(trade.quantity(), trade.notional());
        if (trade.aggression().takerBuys()) {
            takerBuys = takerBuys.plus(trade.quantity(), trade.notional());
        }
    }

    Instrument instrument() {
        return instrument;
    }

    Interval interval() {
        return interval;
    }

    long ordinal() {
        return ordinal;
    }

    long firstTradeId() {
        return firstTradeId;
    }

    long lastTradeId() {
        return lastTradeId;
    }

    Row row() {
        return Row.current(
                Table.KLINES,
                lastTradeId,
                instrument.symbol(),
                interval.label(),
                Table.bucket(ordinal),
                interval.openTime(ordinal),
                instrument.price(open),
                instrument.price(high),
                instrument.price(low),
                instrument.price(close),
                instrument.quantity(total.base()),
                instrument.quoteAmount(total.quote()),
                instrument.quantity(takerBuys.base()),
                instrument.quoteAmount(takerBuys.quote()),
                lastTradeId - firstTradeId + 1,
                firstTradeId,
                lastTradeId);
    }
}
