package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.RespType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads an order in Binance's words by putting it into ours, which are read like any other: an option is obeyed or refused.
 * Any thread may call.
 */
final class V3OrderParser {
    static final Set<String> PARAMETERS = Set.of(
            "symbol",
            "side",
            "type",
            "timeInForce",
            "quantity",
            "quoteOrderQty",
            "price",
            "newClientOrderId",
            "stopPrice",
            "icebergQty",
            "newOrderRespType",
            "selfTradePreventionMode");

    private final OrderParser parser;
    private final Supplier<ReferenceTable> reference;

    V3OrderParser(final OrderParser parser, final Supplier<ReferenceTable> reference) {
        this.parser = parser;
        this.reference = reference;
    }

    NewOrder parse(final Request request, final Instrument instrument) {
        final Map<String, String> fields = new LinkedHashMap<>();
        fields.put("symbol", instrument.symbol());
        put(fields, "side", request.requiredQuery("side"));
        final String type = request.requiredQuery("type");
        put(fields, "type", type(type));
        final boolean isMaker = "LIMIT_MAKER".equals(type);
        final boolean isLimit = "LIMIT".equals(type) || "STOP_LOSS_LIMIT".equals(type);
        put(fields, "timeInForce", isLimit ? request.requiredQuery("timeInForce") : request.query("timeInForce"));
        put(fields, "price", request.query("price"));
        put(fields, "quantity", request.query("quantity"));
        put(fields, "quoteQuantity", request.query("quoteOrderQty"));
        put(fields, "clientOrderId", request.query("newClientOrderId"));
        put(fields, "triggerPrice", request.query("stopPrice"));
        put(fields, "displayQuantity", request.query("icebergQty"));
        put(fields, "stpMode", selfTradePrevention(request.query("selfTradePreventionMode")));
        final byte[] own = Json.object(json -> {
            for (final Map.Entry<String, String> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            if (isMaker) {
                json.writeBooleanField("postOnly", true);
            }
        });
        return parser.parse(JsonFields.parse(own, OrderParser.ORDER_FIELDS), request.userId(), reference.get());
    }

    /** What the client wants to know; by default all of what can trade at once. */
    static RespType respType(final Request request) {
        final String text = request.query("newOrderRespType");
        if (text != null) {
            return Values.choice("newOrderRespType", text, RespType.class);
        }
        final String type = request.query("type");
        return "MARKET".equals(type) || "LIMIT".equals(type) ? RespType.FULL : RespType.ACK;
    }

    private static String type(final String text) {
        return switch (text) {
            case "LIMIT", "LIMIT_MAKER" -> "LIMIT";
            case "MARKET" -> "MARKET";
            case "STOP_LOSS" -> "STOP";
            case "STOP_LOSS_LIMIT" -> "STOP_LIMIT";
            default ->
                throw Refusal.ofField(
                        ErrorCode.BAD_FORMAT,
                        "type",
                        "type must be one of [LIMIT, LIMIT_MAKER, MARKET, STOP_LOSS, STOP_LOSS_LIMIT]");
        };
    }

    private static String selfTradePrevention(final String text) {
        return text == null
                ? null
                : switch (text) {
                    case "NONE" -> "NONE";
                    case "EXPIRE_TAKER" -> "CANCEL_AGGRESSOR";
                    case "EXPIRE_MAKER" -> "CANCEL_RESTING";
                    case "EXPIRE_BOTH" -> "CANCEL_BOTH";
                    case "DECREMENT" -> "DECREMENT";
                    default ->
                        throw Refusal.ofField(
                                ErrorCode.BAD_FORMAT,
                                "selfTradePreventionMode",
                                "selfTradePreventionMode is not known");
                };
    }

    private static void put(final Map<String, String> fields, final String name, final String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
