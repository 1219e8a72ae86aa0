package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.AdminCommand;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Grid;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Limits;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the definition of an instrument in decimals, as operators think of it. Holds no state. */
final class InstrumentParser {
    private static final Set<String> FIELDS = Set.of(
            "instrumentId",
            "symbol",
            "base",
            "quote",
            "lane",
            "state",
            "tickSize",
            "lotSize",
            "minQuantity",
            "maxQuantity",
            "minNotional",
            "maxNotional",
            "maxPrice",
            "makerFeePpm",
            "takerFeePpm",
            "priceBandPpm",
            "collarPpm");

    private static final List<String> STATES = List.of("OPEN", "POST_ONLY", "CANCEL_ONLY", "HALTED", "AUCTION");
    private static final Pattern ASSET_SYMBOL = Pattern.compile("[A-Z0-9]{1,15}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,18}(\\.\\d{1,12})?");
    private static final int LANE_MAX = 65_535;

    private InstrumentParser() {}

    static AdminCommand parse(final byte[] body, final ReferenceTable reference) {
        final JsonFields fields = JsonFields.parse(body, FIELDS);
        final Asset base = asset(reference, fields, "base");
        final Asset quote = asset(reference, fields, "quote");
        final String symbol = fields.text("symbol");
        if (!symbol.equals(base.symbol() + "_" + quote.symbol())) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, "symbol", "symbol must be " + base.symbol() + "_" + quote.symbol());
        }
        final int lane = fields.count("lane");
        if (lane > LANE_MAX) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "lane", "lane is too large");
        }
        final Limits none = new Limits(0, 0, 0, 0, 0, 0, 0, 0);
        final Instrument plain = new Instrument(
                fields.count("instrumentId"),
                symbol,
                base,
                quote,
                lane,
                state(fields.textOr("state", "OPEN")),
                grid(fields, base, quote),
                none);
        final Instrument instrument = new Instrument(
                plain.instrumentId(),
                symbol,
                base,
                quote,
                plain.lane(),
                plain.state(),
                plain.grid(),
                limits(fields, plain));
        return new AdminCommand.DefineInstrument(instrument, fields.count("collarPpm"));
    }

    static String state(final String text) {
        if (!STATES.contains(text)) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "state", "state must be one of " + STATES);
        }
        return text;
    }

    static String assetSymbol(final String field, final String text) {
        if (!ASSET_SYMBOL.matcher(text).matches()) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, field, field + " must match " + ASSET_SYMBOL);
        }
        return text;
    }

    private static Asset asset(final ReferenceTable reference, final JsonFields fields, final String field) {
        final Asset asset = reference.asset(fields.text(field));
        if (asset == null) {
            throw Refusal.ofField(ErrorCode.BAD_SYMBOL, field, field + " is not known");
        }
        return asset;
    }

    private static Grid grid(final JsonFields fields, final Asset base, final Asset quote) {
        final BigDecimal tick = decimal(fields, "tickSize");
        final long lot = Decimals.amount("lotSize", fields.decimal("lotSize"), base);
        final int priceScale = Math.max(0, tick.stripTrailingZeros().scale());
        try {
            final long tickUnits = tick.movePointRight(priceScale).longValueExact();
            final long perTickLot = tick.multiply(BigDecimal.valueOf(lot, base.scale()))
                    .movePointRight(quote.scale())
                    .longValueExact();
            return new Grid(priceScale, tickUnits, lot, perTickLot);
        } catch (final ArithmeticException inexact) {
            throw Refusal.ofField(
                    ErrorCode.BAD_PRECISION,
                    "tickSize",
                    "a tick times a lot must be whole in units of the quote asset");
        }
    }

    private static BigDecimal decimal(final JsonFields fields, final String field) {
        final String text = fields.decimal(field);
        if (!DECIMAL.matcher(text).matches() || new BigDecimal(text).signum() == 0) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, field, field + " must be a plain decimal above 0");
        }
        return new BigDecimal(text);
    }

    private static Limits limits(final JsonFields fields, final Instrument instrument) {
        return new Limits(
                Decimals.quantity("minQuantity", fields.decimal("minQuantity"), instrument),
                Decimals.quantity("maxQuantity", fields.decimal("maxQuantity"), instrument),
                Decimals.amount("minNotional", fields.decimal("minNotional"), instrument.quote()),
                Decimals.amount("maxNotional", fields.decimal("maxNotional"), instrument.quote()),
                Decimals.price("maxPrice", fields.decimal("maxPrice"), instrument),
                fields.count("priceBandPpm"),
                fields.signed("makerFeePpm"),
                fields.count("takerFeePpm"));
    }
}
