package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ClientOrderIds;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.StpMode;
import io.millrace.gateway.trading.TimeInForce;
import java.util.Set;

/**
 * Reads an order out of a request body. Options are obeyed or refused, never rewritten: a field that has no meaning for
 * the order's type is an error. Any thread may call.
 */
final class OrderParser {
    static final Set<String> ORDER_FIELDS = Set.of(
            "symbol",
            "side",
            "type",
            "timeInForce",
            "price",
            "quantity",
            "clientOrderId",
            "stpMode",
            "postOnly",
            "displayQuantity",
            "quoteQuantity",
            "triggerPrice",
            "trailingOffset",
            "expireTime");

    private static final long US_PER_MS = 1000;
    private static final long EXPIRE_TIME_MS_MAX = Long.MAX_VALUE / US_PER_MS;

    private final ClientOrderIds clientOrderIds;

    OrderParser(final ClientOrderIds clientOrderIds) {
        this.clientOrderIds = clientOrderIds;
    }

    NewOrder parse(final JsonFields fields, final long userId, final ReferenceTable reference) {
        final Instrument instrument = Symbols.instrument(reference, fields.text("symbol"));
        final Side side = fields.choice("side", Side.class);
        final OrderType type = fields.choice("type", OrderType.class);
        final TimeInForce timeInForce = fields.choiceOr("timeInForce", TimeInForce.class, usualFor(type));
        final OrderTerms terms = terms(fields, side, type, instrument);
        requireSense(fields, type, timeInForce, terms);
        final String clientOrderId = fields.has("clientOrderId")
                ? Values.clientOrderId("clientOrderId", fields.text("clientOrderId"))
                : clientOrderIds.next();
        final StpMode stpMode = fields.choiceOr("stpMode", StpMode.class, StpMode.NONE);
        return new NewOrder(userId, clientOrderId, instrument, side, type, timeInForce, stpMode, terms);
    }

    private static TimeInForce usualFor(final OrderType type) {
        return type == OrderType.LIMIT || type == OrderType.STOP_LIMIT ? TimeInForce.GTC : TimeInForce.IOC;
    }

    private static OrderTerms terms(
            final JsonFields fields, final Side side, final OrderType type, final Instrument instrument) {
        final boolean isLimit = type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
        final boolean isByBudget = fields.has("quoteQuantity");
        if (isByBudget && (type != OrderType.MARKET || side != Side.BUY)) {
            throw noMeaning("quoteQuantity", "is for MARKET BUY only");
        }
        if (isByBudget && fields.has("quantity")) {
            throw noMeaning("quoteQuantity", "excludes quantity");
        }
        return new OrderTerms(
                fields.flagOr("postOnly", false),
                price(fields, "price", instrument, isLimit, "is for LIMIT and STOP_LIMIT only"),
                isByBudget ? 0 : Decimals.quantity("quantity", fields.decimal("quantity"), instrument),
                displayQuantity(fields, type, instrument),
                isByBudget ? Decimals.amount("quoteQuantity", fields.decimal("quoteQuantity"), instrument.quote()) : 0,
                price(
                        fields,
                        "triggerPrice",
                        instrument,
                        type == OrderType.STOP || type == OrderType.STOP_LIMIT,
                        "is for STOP and STOP_LIMIT only"),
                price(
                        fields,
                        "trailingOffset",
                        instrument,
                        type == OrderType.TRAILING_STOP,
                        "is for TRAILING_STOP only"),
                expireTimeUs(fields));
    }

    private static long price(
            final JsonFields fields,
            final String name,
            final Instrument instrument,
            final boolean hasMeaning,
            final String rule) {
        if (hasMeaning) {
            return Decimals.price(name, fields.decimal(name), instrument);
        }
        if (fields.has(name)) {
            throw noMeaning(name, rule);
        }
        return 0;
    }

    private static long displayQuantity(final JsonFields fields, final OrderType type, final Instrument instrument) {
        if (!fields.has("displayQuantity")) {
            return 0;
        }
        if (type != OrderType.LIMIT) {
            throw noMeaning("displayQuantity", "is for LIMIT only");
        }
        return Decimals.quantity("displayQuantity", fields.decimal("displayQuantity"), instrument);
    }

    private static long expireTimeUs(final JsonFields fields) {
        if (!fields.has("expireTime")) {
            return 0;
        }
        final long millis = fields.integer("expireTime");
        if (millis == 0 || millis > EXPIRE_TIME_MS_MAX) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "expireTime", "expireTime must be a time in milliseconds");
        }
        return millis * US_PER_MS;
    }

    private static void requireSense(
            final JsonFields fields, final OrderType type, final TimeInForce timeInForce, final OrderTerms terms) {
        final boolean rests = timeInForce != TimeInForce.IOC && timeInForce != TimeInForce.FOK;
        if (rests && usualFor(type) == TimeInForce.IOC) {
            throw noMeaning("timeInForce", "must be IOC or FOK for " + type);
        }
        if (terms.postOnly() && (!rests || type != OrderType.LIMIT)) {
            throw noMeaning("postOnly", "is for LIMIT orders that may rest");
        }
        if (terms.displayQuantity() > terms.quantity() || terms.displayQuantity() > 0 && !rests) {
            throw noMeaning("displayQuantity", "is for orders that may rest, at most their quantity");
        }
        if (timeInForce == TimeInForce.GTD && terms.expireTimeUs() == 0) {
            throw Refusal.ofField(ErrorCode.MISSING_FIELD, "expireTime", "expireTime is missing");
        }
        if (timeInForce != TimeInForce.GTD && fields.has("expireTime")) {
            throw noMeaning("expireTime", "is for GTD only");
        }
    }

    private static Refusal noMeaning(final String name, final String rule) {
        return Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " " + rule);
    }
}
