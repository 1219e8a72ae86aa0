package io.millrace.engine.book;

/** View of the trade that is being reported; valid during {@link BookListener#onTrade} only. */
public final class Trade {
    private final OrderTable table;
    private final InstrumentDefinition instrument;

    long tradeId;
    long price;
    long quantity;
    long notional;
    int makerSlot;
    int takerSlot;
    boolean isAuction;

    Trade(final OrderTable table, final InstrumentDefinition instrument) {
        this.table = table;
        this.instrument = instrument;
    }

    public int instrumentId() {
        return instrument.instrumentId();
    }

    /** The instrument traded. */
    public InstrumentDefinition instrument() {
        return instrument;
    }

    /** Contiguous per instrument, from 1. */
    public long tradeId() {
        return tradeId;
    }

    /** Ticks: the resting order's price, or that of the uncross. */
    public long price() {
        return price;
    }

    /** Lots. */
    public long quantity() {
        return quantity;
    }

    /** Minor units of the quote asset. */
    public long notional() {
        return notional;
    }

    /** Minor units of the base asset that changed hands. */
    public long baseAmount() {
        return quantity * instrument.lotSize();
    }

    public long makerOrderId() {
        return table.field(makerSlot, OrderTable.ID);
    }

    public long makerUserId() {
        return table.field(makerSlot, OrderTable.USER);
    }

    /** Lots left of the maker's order after the trade. */
    public long makerRemaining() {
        return table.field(makerSlot, OrderTable.REMAINING);
    }

    /** Minor units of what the maker receives; negative: a rebate. */
    public long makerFee() {
        final int ratePpm = (int) (table.fees(makerSlot) >> 32);
        return ExactMath.fee(takerSide() == Side.BUY ? notional : baseAmount(), ratePpm);
    }

    public long takerOrderId() {
        return table.field(takerSlot, OrderTable.ID);
    }

    public long takerUserId() {
        return table.field(takerSlot, OrderTable.USER);
    }

    /** Lots left of the taker's order after the trade; 0 for an order by budget. */
    public long takerRemaining() {
        return table.field(takerSlot, OrderTable.REMAINING);
    }

    /** Minor units of what the taker receives. */
    public long takerFee() {
        final int ratePpm = (int) table.fees(takerSlot);
        return ExactMath.fee(takerSide() == Side.BUY ? baseAmount() : notional, ratePpm);
    }

    public Side takerSide() {
        return OrderFlags.isSell(table.flags(takerSlot)) ? Side.SELL : Side.BUY;
    }

    /** Printed by an uncross: the sell order is called maker, the buy order taker. */
    public boolean isAuction() {
        return isAuction;
    }
}
