package io.millrace.engine.book;

/**
 * What the engine needs to know of an instrument.
 *
 * @param instrumentId from 1
 * @param baseAssetId what is bought and sold
 * @param quoteAssetId what it is paid with
 * @param lotSize one lot, in minor units of the base asset
 * @param notionalPerTickLot minor units of the quote asset that one lot costs at a price of one tick
 * @param priceMax ticks; prices run from 1 to here
 */
public record InstrumentDefinition(
        int instrumentId, int baseAssetId, int quoteAssetId, long lotSize, long notionalPerTickLot, long priceMax) {
    /** Highest price that any instrument can have: the price index has 48 bits. */
    public static final long PRICE_MAX = (1L << 48) - 1;

    public InstrumentDefinition {
        if (instrumentId < 1
                || baseAssetId < 1
                || quoteAssetId < 1
                || baseAssetId == quoteAssetId
                || lotSize < 1
                || notionalPerTickLot < 1
                || priceMax < 1
                || priceMax > PRICE_MAX
                || !ExactMath.fits(priceMax, notionalPerTickLot, 1)) {
            throw new IllegalArgumentException("bad instrument: instrumentId=" + instrumentId + " lotSize=" + lotSize
                    + " notionalPerTickLot=" + notionalPerTickLot + " priceMax=" + priceMax);
        }
    }

    /** Whether orders made under {@code other} mean the same under this. */
    public boolean isSameContract(final InstrumentDefinition other) {
        return instrumentId == other.instrumentId
                && baseAssetId == other.baseAssetId
                && quoteAssetId == other.quoteAssetId
                && lotSize == other.lotSize
                && notionalPerTickLot == other.notionalPerTickLot;
    }
}
