package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Placed;
import io.millrace.gateway.trading.Progress;
import io.millrace.gateway.trading.RespType;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.StpMode;
import io.millrace.gateway.trading.UserFill;
import java.io.IOException;
import java.util.List;

/** Orders and their fills in Binance's shapes: members, without braces. */
final class V3OrderJson {
    private V3OrderJson() {}

    static void placed(final JsonGenerator json, final Placed placed, final RespType respType) throws IOException {
        final NewOrder order = placed.order();
        final Instrument instrument = order.instrument();
        identity(json, placed.result().key().orderId(), order);
        json.writeNumberField("transactTime", placed.result().stamp().timestampUs() / 1000);
        if (respType == RespType.ACK) {
            return;
        }
        final OrderView view = placed.view();
        terms(json, order);
        progress(json, view == null ? null : view.progress(), instrument);
        json.writeNumberField("workingTime", placed.result().stamp().timestampUs() / 1000);
        if (respType == RespType.FULL) {
            fills(json, view == null ? List.of() : placed.fills(), instrument);
        }
    }

    /** An order as it stands. */
    static void order(final JsonGenerator json, final OrderView view) throws IOException {
        identity(json, view.orderId(), view.order());
        terms(json, view.order());
        progress(json, view.progress(), view.order().instrument());
        json.writeNumberField("time", view.progress().createdUs() / 1000);
        json.writeNumberField("updateTime", view.progress().updatedUs() / 1000);
        json.writeBooleanField("isWorking", true);
        json.writeNumberField("workingTime", view.progress().createdUs() / 1000);
    }

    /** An order that was just cancelled; {@code progress} null: only that is known. */
    static void canceled(final JsonGenerator json, final OrderView view, final Progress progress, final long timeUs)
            throws IOException {
        final Instrument instrument = view.order().instrument();
        final Progress last = progress == null ? view.progress() : progress;
        identity(json, view.orderId(), view.order());
        json.writeStringField("origClientOrderId", view.order().clientOrderId());
        json.writeNumberField("transactTime", timeUs / 1000);
        terms(json, view.order());
        quantities(json, last, instrument);
        json.writeStringField("status", "CANCELED");
    }

    static void userTrade(final JsonGenerator json, final UserFill userFill) throws IOException {
        final Instrument instrument = userFill.instrument();
        final Fill fill = userFill.fill();
        json.writeStringField("symbol", CompactSymbols.of(instrument));
        json.writeNumberField("id", fill.tradeId());
        json.writeNumberField("orderId", userFill.orderId());
        json.writeNumberField("orderListId", -1);
        json.writeStringField("price", V3Json.price(fill.price(), instrument));
        json.writeStringField("qty", Decimals.quantityText(fill.quantity(), instrument));
        json.writeStringField(
                "quoteQty",
                Decimals.amountText(instrument.notional(fill.price(), fill.quantity()), instrument.quote()));
        json.writeStringField("commission", Decimals.amountText(fill.fee(), fill.feeAsset(instrument)));
        json.writeStringField("commissionAsset", fill.feeAsset(instrument).symbol());
        json.writeNumberField("time", userFill.timestampUs() / 1000);
        json.writeBooleanField("isBuyer", fill.side() == Side.BUY);
        json.writeBooleanField("isMaker", "MAKER".equals(fill.liquidity()));
        json.writeBooleanField("isBestMatch", true);
    }

    /** Binance's word for how an order stands. */
    static String status(final Progress progress) {
        return switch (progress.reason()) {
            case "IOC_REMAINDER", "FOK_UNFILLABLE", "NO_LIQUIDITY", "FILL_LIMIT" -> "EXPIRED";
            case "STP" -> "EXPIRED_IN_MATCH";
            default -> progress.status().name();
        };
    }

    /** Binance's word for an order's type. */
    static String type(final NewOrder order) {
        if (order.terms().postOnly()) {
            return "LIMIT_MAKER";
        }
        return switch (order.type() == null ? OrderType.LIMIT : order.type()) {
            case LIMIT -> "LIMIT";
            case MARKET -> "MARKET";
            case STOP, TRAILING_STOP -> "STOP_LOSS";
            case STOP_LIMIT -> "STOP_LOSS_LIMIT";
        };
    }

    static String selfTradePrevention(final StpMode mode) {
        return switch (mode == null ? StpMode.NONE : mode) {
            case NONE -> "NONE";
            case CANCEL_AGGRESSOR -> "EXPIRE_TAKER";
            case CANCEL_RESTING -> "EXPIRE_MAKER";
            case CANCEL_BOTH -> "EXPIRE_BOTH";
            case DECREMENT -> "DECREMENT";
        };
    }

    private static void identity(final JsonGenerator json, final long orderId, final NewOrder order)
            throws IOException {
        json.writeStringField("symbol", CompactSymbols.of(order.instrument()));
        json.writeNumberField("orderId", orderId);
        json.writeNumberField("orderListId", -1);
        json.writeStringField("clientOrderId", order.clientOrderId());
    }

    private static void terms(final JsonGenerator json, final NewOrder order) throws IOException {
        final Instrument instrument = order.instrument();
        json.writeStringField("price", V3Json.price(order.terms().price(), instrument));
        json.writeStringField("origQty", Decimals.quantityText(order.terms().quantity(), instrument));
        json.writeStringField(
                "origQuoteOrderQty", Decimals.amountText(order.terms().quoteBudget(), instrument.quote()));
        json.writeStringField(
                "timeInForce",
                order.timeInForce() == null ? "GTC" : order.timeInForce().name());
        json.writeStringField("type", type(order));
        json.writeStringField("side", order.side().name());
        json.writeStringField("stopPrice", V3Json.price(order.terms().triggerPrice(), instrument));
        json.writeStringField("icebergQty", Decimals.quantityText(order.terms().displayQuantity(), instrument));
        json.writeStringField("selfTradePreventionMode", selfTradePrevention(order.stpMode()));
    }

    private static void progress(final JsonGenerator json, final Progress progress, final Instrument instrument)
            throws IOException {
        if (progress == null) {
            json.writeStringField("executedQty", Decimals.quantityText(0, instrument));
            json.writeStringField("cummulativeQuoteQty", Decimals.amountText(0, instrument.quote()));
            json.writeStringField("status", "PENDING_NEW");
            return;
        }
        quantities(json, progress, instrument);
        json.writeStringField("status", status(progress));
    }

    private static void quantities(final JsonGenerator json, final Progress progress, final Instrument instrument)
            throws IOException {
        json.writeStringField("executedQty", Decimals.quantityText(progress.filledQuantity(), instrument));
        json.writeStringField(
                "cummulativeQuoteQty", Decimals.amountText(progress.filledNotional(), instrument.quote()));
    }

    private static void fills(final JsonGenerator json, final List<Fill> fills, final Instrument instrument)
            throws IOException {
        json.writeArrayFieldStart("fills");
        for (final Fill fill : fills) {
            json.writeStartObject();
            json.writeStringField("price", V3Json.price(fill.price(), instrument));
            json.writeStringField("qty", Decimals.quantityText(fill.quantity(), instrument));
            json.writeStringField("commission", Decimals.amountText(fill.fee(), fill.feeAsset(instrument)));
            json.writeStringField("commissionAsset", fill.feeAsset(instrument).symbol());
            json.writeNumberField("tradeId", fill.tradeId());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
