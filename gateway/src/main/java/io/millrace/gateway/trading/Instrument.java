package io.millrace.gateway.trading;

/** Something that can be traded, with everything that turns its decimals into ticks and lots. */
public record Instrument(
        int instrumentId, String symbol, Asset base, Asset quote, int lane, String state, Grid grid, Limits limits) {

    /** Decimals that every quantity of this instrument is shown with: those of one lot. */
    public int quantityScale() {
        long lot = grid.lotSize();
        int scale = base.scale();
        while (scale > 0 && lot % 10 == 0) {
            lot /= 10;
            scale--;
        }
        return scale;
    }

    /** Minor units of the quote asset. */
    public long notional(final long price, final long quantity) {
        return Math.multiplyExact(Math.multiplyExact(price, quantity), grid.notionalPerTickLot());
    }
}
