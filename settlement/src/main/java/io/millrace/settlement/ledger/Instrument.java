package io.millrace.settlement.ledger;

import java.math.BigDecimal;

/** An instrument as it was defined last; id, symbol, assets, lane and grid never change. */
public record Instrument(
        int id,
        String symbol,
        int baseAssetId,
        int quoteAssetId,
        Market market,
        Grid grid,
        Limits limits,
        Rates rates) {

    /** Where it trades and whether. */
    public record Market(int lane, String state) {}

    /** What ticks and lots mean: a tick in units of 10^-priceScale, a lot in minor units of the base asset. */
    public record Grid(
            int priceScale, int baseScale, int quoteScale, long tickSize, long lotSize, long notionalPerTickLot) {}

    /** Quantities in lots, notionals in minor units of the quote asset, the price in ticks. */
    public record Limits(long quantityMin, long quantityMax, long notionalMin, long notionalMax, long priceMax) {}

    /** Parts per million. */
    public record Rates(int makerFeePpm, int takerFeePpm, int priceBandPpm, int collarPpm) {}

    /** Ticks as the decimal that the store keeps, with the price's places. */
    public BigDecimal price(final long ticks) {
        return scaled(ticks, grid.tickSize, grid.priceScale);
    }

    /** As {@link #price}; null for 0, which means none. */
    public BigDecimal priceOrNone(final long ticks) {
        return ticks == 0 ? null : price(ticks);
    }

    /** Lots as the decimal that the store keeps, with the base asset's places. */
    public BigDecimal quantity(final long lots) {
        return scaled(lots, grid.lotSize, grid.baseScale);
    }

    /** As {@link #quantity}; null for 0, which means none. */
    public BigDecimal quantityOrNone(final long lots) {
        return lots == 0 ? null : quantity(lots);
    }

    /** Minor units of the base asset. */
    public BigDecimal baseAmount(final long minorUnits) {
        return BigDecimal.valueOf(minorUnits, grid.baseScale);
    }

    /** Minor units of the quote asset. */
    public BigDecimal quoteAmount(final long minorUnits) {
        return BigDecimal.valueOf(minorUnits, grid.quoteScale);
    }

    /** Ticks of a price as the store keeps it; exact, or an ArithmeticException. */
    public long ticks(final BigDecimal price) {
        return price.movePointRight(grid.priceScale)
                .divide(BigDecimal.valueOf(grid.tickSize))
                .longValueExact();
    }

    /** Lots of a quantity as the store keeps it; exact, or an ArithmeticException. */
    public long lots(final BigDecimal quantity) {
        return quantity.movePointRight(grid.baseScale)
                .divide(BigDecimal.valueOf(grid.lotSize))
                .longValueExact();
    }

    private static BigDecimal scaled(final long count, final long unit, final int scale) {
        return Math.multiplyHigh(count, unit) == count * unit >> Long.SIZE - 1
                ? BigDecimal.valueOf(count * unit, scale)
                : BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(unit, scale));
    }
}
