package io.millrace.gateway.trading;

/** One trade seen from one of its orders: ticks, lots, minor units of what the order received. */
public record Fill(long tradeId, long price, long quantity, long fee, Side side, String liquidity) {
    /** The asset that the order received, in which its fee was charged. */
    public Asset feeAsset(final Instrument instrument) {
        return side == Side.BUY ? instrument.base() : instrument.quote();
    }
}
