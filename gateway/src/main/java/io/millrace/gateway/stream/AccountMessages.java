package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.ReferenceTable;
import java.io.IOException;
import java.util.function.Supplier;

/** Account events as messages of the private channels. Holds no state. */
final class AccountMessages {
    private final Supplier<ReferenceTable> reference;

    AccountMessages(final Supplier<ReferenceTable> reference) {
        this.reference = reference;
    }

    /** The event as a channel tells it; null if it is not for that channel. */
    byte[] message(final String channel, final AccountEvent event, final AccountFeed feed) {
        final AccountEvent.OrderPart order = event.order();
        return switch (channel) {
            case "orders" -> order == null ? null : object(channel, event, feed, json -> order(json, event, feed));
            case "fills" ->
                order == null || order.fill() == null
                        ? null
                        : object(channel, event, feed, json -> fill(json, event, feed));
            case ChainMessages.DEPOSITS, ChainMessages.WITHDRAWALS -> null;
            default -> event.changes().isEmpty() ? null : object(channel, event, feed, json -> balances(json, event));
        };
    }

    private static byte[] object(
            final String channel, final AccountEvent event, final AccountFeed feed, final StreamJson.Body body) {
        final long told = feed.lastTold.getOrDefault(channel, -1L);
        return StreamJson.object(json -> {
            json.writeStringField("channel", channel);
            json.writeStringField("type", "update");
            json.writeStringField("accountSequence", Long.toString(event.accountSequence()));
            json.writeStringField("prevAccountSequence", Long.toString(told < 0 ? event.accountSequence() - 1 : told));
            json.writeStringField("seq", Long.toString(event.coreSequence()));
            json.writeNumberField("ts", event.timestampUs() / 1000);
            json.writeStringField("cause", event.cause());
            body.write(json);
        });
    }

    private void order(final JsonGenerator json, final AccountEvent event, final AccountFeed feed) throws IOException {
        final AccountEvent.OrderPart order = event.order();
        final Instrument instrument = reference.get().instrument(order.instrumentId());
        identity(json, order, instrument, feed);
        json.writeStringField("status", order.status().name());
        if (!"NONE".equals(order.reason())) {
            json.writeStringField("reason", order.reason());
        }
        if (instrument == null) {
            return;
        }
        final NewOrder terms = feed.terms(order.orderId());
        if (terms != null) {
            terms(json, terms);
        }
        if (order.price() > 0) {
            json.writeStringField("price", Decimals.priceText(order.price(), instrument));
        }
        if (order.quantity() > 0) {
            json.writeStringField("quantity", Decimals.quantityText(order.quantity(), instrument));
        }
        json.writeStringField("remainingQuantity", Decimals.quantityText(order.remaining(), instrument));
        if (order.fill() != null) {
            json.writeStringField("tradeId", Long.toString(order.fill().tradeId()));
            json.writeStringField("lastPrice", Decimals.priceText(order.fill().price(), instrument));
            json.writeStringField(
                    "lastQuantity", Decimals.quantityText(order.fill().quantity(), instrument));
        }
    }

    private static void terms(final JsonGenerator json, final NewOrder terms) throws IOException {
        choice(json, "side", terms.side());
        choice(json, "orderType", terms.type());
        choice(json, "timeInForce", terms.timeInForce());
    }

    private static void choice(final JsonGenerator json, final String name, final Enum<?> value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.name());
        }
    }

    private void fill(final JsonGenerator json, final AccountEvent event, final AccountFeed feed) throws IOException {
        final AccountEvent.FillPart fill = event.order().fill();
        final Instrument instrument = reference.get().instrument(event.order().instrumentId());
        identity(json, event.order(), instrument, feed);
        json.writeStringField("tradeId", Long.toString(fill.tradeId()));
        json.writeStringField("side", fill.side().name());
        json.writeStringField("liquidity", fill.liquidity());
        if (instrument != null) {
            json.writeStringField("price", Decimals.priceText(fill.price(), instrument));
            json.writeStringField("quantity", Decimals.quantityText(fill.quantity(), instrument));
        }
        final Asset feeAsset = reference.get().asset(fill.feeAssetId());
        if (feeAsset != null) {
            json.writeStringField("fee", Decimals.amountText(fill.fee(), feeAsset));
            json.writeStringField("feeAsset", feeAsset.symbol());
        }
    }

    private static void identity(
            final JsonGenerator json,
            final AccountEvent.OrderPart order,
            final Instrument instrument,
            final AccountFeed feed)
            throws IOException {
        json.writeStringField("orderId", Long.toString(order.orderId()));
        final NewOrder terms = feed.terms(order.orderId());
        if (terms != null) {
            json.writeStringField("clientOrderId", terms.clientOrderId());
        }
        if (instrument != null) {
            json.writeStringField("symbol", instrument.symbol());
        }
    }

    private void balances(final JsonGenerator json, final AccountEvent event) throws IOException {
        if (event.order() != null) {
            json.writeStringField("orderId", Long.toString(event.order().orderId()));
        }
        if (!event.requestId().isEmpty()) {
            json.writeStringField("requestId", event.requestId());
        }
        json.writeArrayFieldStart("balances");
        for (final AccountEvent.Change change : event.changes()) {
            final Asset asset = reference.get().asset(change.assetId());
            if (asset != null) {
                json.writeStartObject();
                json.writeStringField("asset", asset.symbol());
                json.writeStringField("available", Decimals.amountText(change.available(), asset));
                json.writeStringField("held", Decimals.amountText(change.held(), asset));
                json.writeStringField(
                        "total", Decimals.amountText(Math.addExact(change.available(), change.held()), asset));
                json.writeStringField("availableDelta", Decimals.amountText(change.availableDelta(), asset));
                json.writeStringField("heldDelta", Decimals.amountText(change.heldDelta(), asset));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }
}
