package io.millrace.gateway.trading;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The one place where decimal text becomes whole units and back. Exact or refused: nothing is ever rounded on the way in.
 * Accepted are digits with at most one point between them; signs, exponents, blanks and lone points are not.
 */
public final class Decimals {
    /** Longer text can't be a number that fits 64 bits in any scale we have, trailing zeros apart. */
    public static final int LENGTH_MAX = 40;
    /** Amounts are shown with at least so many decimals, as money is. */
    private static final int AMOUNT_DECIMALS_MIN = 2;
    /** Decimals of an average price, which need not lie on the tick grid. */
    private static final int AVERAGE_DECIMALS = 8;

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Decimals() {}

    /** Ticks of a price above zero. */
    public static long price(final String field, final String text, final Instrument instrument) {
        final Grid grid = instrument.grid();
        final long units = positive(field, text, grid.priceScale(), ErrorCode.BAD_TICK, tickText(instrument));
        if (units % grid.tickSize() != 0) {
            throw Refusal.ofField(ErrorCode.BAD_TICK, field, field + " must be a multiple of " + tickText(instrument));
        }
        return units / grid.tickSize();
    }

    /** Lots of a quantity above zero. */
    public static long quantity(final String field, final String text, final Instrument instrument) {
        final long lot = instrument.grid().lotSize();
        final long units = positive(field, text, instrument.base().scale(), ErrorCode.BAD_LOT, lotText(instrument));
        if (units % lot != 0) {
            throw Refusal.ofField(ErrorCode.BAD_LOT, field, field + " must be a multiple of " + lotText(instrument));
        }
        return units / lot;
    }

    /** Minor units of an amount above zero. */
    public static long amount(final String field, final String text, final Asset asset) {
        return positive(field, text, asset.scale(), ErrorCode.BAD_PRECISION, unscaled(1, asset.scale(), asset.scale()));
    }

    /** A price as text, with the instrument's number of decimals. */
    public static String priceText(final long ticks, final Instrument instrument) {
        final Grid grid = instrument.grid();
        return unscaled(Math.multiplyExact(ticks, grid.tickSize()), grid.priceScale(), grid.priceScale());
    }

    /** A quantity as text, with a lot's number of decimals. */
    public static String quantityText(final long lots, final Instrument instrument) {
        final long units = Math.multiplyExact(lots, instrument.grid().lotSize());
        return unscaled(units, instrument.base().scale(), instrument.quantityScale());
    }

    /** An amount as text: no trailing zeros, but two decimals at least where the asset has them. */
    public static String amountText(final long minorUnits, final Asset asset) {
        return unscaled(minorUnits, asset.scale(), Math.min(AMOUNT_DECIMALS_MIN, asset.scale()));
    }

    /** Average price of a filled quantity; empty text while nothing is filled. */
    public static String averageText(
            final long filledNotional, final long filledQuantity, final Instrument instrument) {
        if (filledQuantity == 0) {
            return "";
        }
        final BigDecimal quote =
                BigDecimal.valueOf(filledNotional, instrument.quote().scale());
        final BigDecimal base = BigDecimal.valueOf(
                Math.multiplyExact(filledQuantity, instrument.grid().lotSize()),
                instrument.base().scale());
        final int scale = Math.max(AVERAGE_DECIMALS, instrument.grid().priceScale());
        final BigDecimal average =
                quote.divide(base, scale, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return average.setScale(Math.max(average.scale(), instrument.grid().priceScale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** Ticks of a price that the store holds as a decimal; null is 0. */
    public static long ticks(final BigDecimal price, final Instrument instrument) {
        final Grid grid = instrument.grid();
        return price == null ? 0 : unscaledExact(price, grid.priceScale()) / grid.tickSize();
    }

    /** Lots of a quantity that the store holds as a decimal; null is 0. */
    public static long lots(final BigDecimal quantity, final Instrument instrument) {
        return quantity == null
                ? 0
                : unscaledExact(quantity, instrument.base().scale())
                        / instrument.grid().lotSize();
    }

    /** Minor units of an amount that the store holds as a decimal; null is 0. */
    public static long minorUnits(final BigDecimal amount, final Asset asset) {
        return amount == null ? 0 : unscaledExact(amount, asset.scale());
    }

    private static long unscaledExact(final BigDecimal value, final int scale) {
        return value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    }

    private static String tickText(final Instrument instrument) {
        return priceText(1, instrument);
    }

    private static String lotText(final Instrument instrument) {
        return quantityText(1, instrument);
    }

    private static long positive(
            final String field, final String text, final int scale, final ErrorCode offGrid, final String step) {
        final int point = checkedPoint(field, text);
        final int decimals = point < 0 ? 0 : text.length() - point - 1;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i == point) {
                continue;
            }
            final int digit = text.charAt(i) - '0';
            if (point >= 0 && i - point > scale) {
                if (digit != 0) {
                    throw Refusal.ofField(offGrid, field, field + " must be a multiple of " + step);
                }
                continue;
            }
            value = timesTenPlus(field, value, digit);
        }
        for (int i = Math.min(decimals, scale); i < scale; i++) {
            value = timesTenPlus(field, value, 0);
        }
        if (value == 0) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, field, field + " must be above 0");
        }
        return value;
    }

    private static long timesTenPlus(final String field, final long value, final int digit) {
        if (value > (Long.MAX_VALUE - digit) / 10) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, field, field + " is too large");
        }
        return value * 10 + digit;
    }

    /** Index of the point, -1 if there is none; refuses everything that is not a plain decimal. */
    private static int checkedPoint(final String field, final String text) {
        int point = -1;
        boolean isPlain = !text.isEmpty() && text.length() <= LENGTH_MAX;
        for (int i = 0; isPlain && i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '.') {
                isPlain = point < 0 && i > 0 && i < text.length() - 1;
                point = i;
            } else {
                isPlain = c >= '0' && c <= '9';
            }
        }
        if (!isPlain) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, field, field + " must be a plain decimal above 0");
        }
        return point;
    }

    /** Decimal text of {@code value * 10^-scale} with trailing zeros cut down to {@code decimalsMin} decimals. */
    private static String unscaled(final long value, final int scale, final int decimalsMin) {
        long units = value;
        int decimals = scale;
        while (decimals > decimalsMin && units % 10 == 0) {
            units /= 10;
            decimals--;
        }
        if (decimals == 0) {
            return Long.toString(units);
        }
        final long whole = units / POWERS[decimals];
        final String fraction = Long.toString(Math.abs(units % POWERS[decimals]));
        final StringBuilder text = new StringBuilder(24);
        if (units < 0 && whole == 0) {
            text.append('-');
        }
        text.append(whole).append('.');
        for (int i = fraction.length(); i < decimals; i++) {
            text.append('0');
        }
        return text.append(fraction).toString();
    }
}
