package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Placed;
import io.millrace.gateway.trading.Progress;
import java.io.IOException;
import java.util.List;

/** Orders as JSON: the members of the object, without its braces. */
final class OrderJson {
    private OrderJson() {}

    static void placed(final JsonGenerator json, final Placed placed, final boolean isFull, final Request request)
            throws IOException {
        final NewOrder order = placed.order();
        final long orderId = placed.result().key().orderId();
        if (placed.view() == null) {
            identity(json, orderId, order);
            json.writeStringField("status", "PENDING_NEW");
            json.writeNumberField("ts", request.time(placed.result().stamp().timestampUs()));
        } else {
            state(json, placed.view(), request);
        }
        json.writeStringField("seq", Long.toString(placed.result().stamp().coreSequence()));
        if (isFull && placed.view() != null) {
            fills(json, placed.fills(), order.instrument());
        }
    }

    /** An order as it stands, {@code seq} included. */
    static void order(final JsonGenerator json, final OrderView view, final Request request) throws IOException {
        state(json, view, request);
        json.writeStringField("seq", Long.toString(view.progress().coreSequence()));
    }

    static void fills(final JsonGenerator json, final List<Fill> fills, final Instrument instrument)
            throws IOException {
        json.writeArrayFieldStart("fills");
        for (final Fill fill : fills) {
            json.writeStartObject();
            fill(json, fill, instrument);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void fill(final JsonGenerator json, final Fill fill, final Instrument instrument) throws IOException {
        json.writeStringField("tradeId", Long.toString(fill.tradeId()));
        json.writeStringField("price", Decimals.priceText(fill.price(), instrument));
        json.writeStringField("quantity", Decimals.quantityText(fill.quantity(), instrument));
        json.writeStringField("fee", Decimals.amountText(fill.fee(), fill.feeAsset(instrument)));
        json.writeStringField("feeAsset", fill.feeAsset(instrument).symbol());
        json.writeStringField("liquidity", fill.liquidity());
    }

    /** How far an order has come: the members that change. */
    static void progress(final JsonGenerator json, final Progress progress, final Instrument instrument)
            throws IOException {
        json.writeStringField("filledQuantity", Decimals.quantityText(progress.filledQuantity(), instrument));
        json.writeStringField("remainingQuantity", Decimals.quantityText(progress.remainingQuantity(), instrument));
        json.writeStringField("filledQuote", Decimals.amountText(progress.filledNotional(), instrument.quote()));
        if (progress.filledQuantity() > 0) {
            json.writeStringField(
                    "averagePrice",
                    Decimals.averageText(progress.filledNotional(), progress.filledQuantity(), instrument));
        }
        if (!progress.reason().isEmpty() && !"NONE".equals(progress.reason())) {
            json.writeStringField("reason", progress.reason());
        }
    }

    private static void identity(final JsonGenerator json, final long orderId, final NewOrder order)
            throws IOException {
        json.writeStringField("orderId", Long.toString(orderId));
        json.writeStringField("clientOrderId", order.clientOrderId());
        json.writeStringField("symbol", order.instrument().symbol());
        json.writeStringField("userId", Long.toString(order.userId()));
    }

    private static void state(final JsonGenerator json, final OrderView view, final Request request)
            throws IOException {
        final NewOrder order = view.order();
        final Progress progress = view.progress();
        identity(json, view.orderId(), order);
        json.writeStringField("status", progress.status().name());
        choice(json, "side", order.side());
        choice(json, "type", order.type());
        choice(json, "timeInForce", order.timeInForce());
        choice(json, "stpMode", order.stpMode());
        terms(json, order, request);
        progress(json, progress, order.instrument());
        json.writeNumberField("createdTs", request.time(progress.createdUs()));
        json.writeNumberField("ts", request.time(progress.updatedUs()));
    }

    /** Null: not known while only UBSCore has the order. */
    private static void choice(final JsonGenerator json, final String name, final Enum<?> value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.name());
        }
    }

    private static void terms(final JsonGenerator json, final NewOrder order, final Request request)
            throws IOException {
        final OrderTerms terms = order.terms();
        final Instrument instrument = order.instrument();
        if (terms.postOnly()) {
            json.writeBooleanField("postOnly", true);
        }
        price(json, "price", terms.price(), instrument);
        price(json, "triggerPrice", terms.triggerPrice(), instrument);
        price(json, "trailingOffset", terms.trailingOffset(), instrument);
        quantity(json, "quantity", terms.quantity(), instrument);
        quantity(json, "displayQuantity", terms.displayQuantity(), instrument);
        if (terms.quoteBudget() > 0) {
            json.writeStringField("quoteQuantity", Decimals.amountText(terms.quoteBudget(), instrument.quote()));
        }
        if (terms.expireTimeUs() > 0) {
            json.writeNumberField("expireTime", request.time(terms.expireTimeUs()));
        }
    }

    private static void price(
            final JsonGenerator json, final String name, final long ticks, final Instrument instrument)
            throws IOException {
        if (ticks > 0) {
            json.writeStringField(name, Decimals.priceText(ticks, instrument));
        }
    }

    private static void quantity(
            final JsonGenerator json, final String name, final long lots, final Instrument instrument)
            throws IOException {
        if (lots > 0) {
            json.writeStringField(name, Decimals.quantityText(lots, instrument));
        }
    }
}
