package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Limits;
import java.io.IOException;
import java.util.List;

/** An instrument as Binance's {@code exchangeInfo} describes it. */
final class V3InstrumentJson {
    private V3InstrumentJson() {}

    static void write(final JsonGenerator json, final Instrument instrument) throws IOException {
        json.writeStartObject();
        json.writeStringField("symbol", CompactSymbols.of(instrument));
        json.writeStringField("status", status(instrument.state()));
        json.writeStringField("baseAsset", instrument.base().symbol());
        json.writeNumberField("baseAssetPrecision", instrument.base().scale());
        json.writeStringField("quoteAsset", instrument.quote().symbol());
        json.writeNumberField("quotePrecision", instrument.quote().scale());
        json.writeNumberField("quoteAssetPrecision", instrument.quote().scale());
        json.writeNumberField("baseCommissionPrecision", instrument.base().scale());
        json.writeNumberField("quoteCommissionPrecision", instrument.quote().scale());
        strings(json, "orderTypes", List.of("LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT"));
        json.writeBooleanField("icebergAllowed", true);
        json.writeBooleanField("ocoAllowed", false);
        json.writeBooleanField("otoAllowed", false);
        json.writeBooleanField("quoteOrderQtyMarketAllowed", true);
        json.writeBooleanField("allowTrailingStop", false);
        json.writeBooleanField("cancelReplaceAllowed", false);
        json.writeBooleanField("isSpotTradingAllowed", true);
        json.writeBooleanField("isMarginTradingAllowed", false);
        filters(json, instrument);
        strings(json, "permissions", List.of("SPOT"));
        json.writeArrayFieldStart("permissionSets");
        json.writeStartArray();
        json.writeString("SPOT");
        json.writeEndArray();
        json.writeEndArray();
        json.writeStringField("defaultSelfTradePreventionMode", "NONE");
        strings(
                json,
                "allowedSelfTradePreventionModes",
                List.of("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"));
        json.writeEndObject();
    }

    private static String status(final String state) {
        return switch (state) {
            case "OPEN", "POST_ONLY" -> "TRADING";
            case "AUCTION" -> "AUCTION_MATCH";
            default -> "HALT";
        };
    }

    private static void filters(final JsonGenerator json, final Instrument instrument) throws IOException {
        final Limits limits = instrument.limits();
        json.writeArrayFieldStart("filters");
        json.writeStartObject();
        json.writeStringField("filterType", "PRICE_FILTER");
        json.writeStringField("minPrice", Decimals.priceText(1, instrument));
        json.writeStringField("maxPrice", Decimals.priceText(limits.priceMax(), instrument));
        json.writeStringField("tickSize", Decimals.priceText(1, instrument));
        json.writeEndObject();
        json.writeStartObject();
        json.writeStringField("filterType", "LOT_SIZE");
        json.writeStringField("minQty", Decimals.quantityText(limits.quantityMin(), instrument));
        json.writeStringField("maxQty", Decimals.quantityText(limits.quantityMax(), instrument));
        json.writeStringField("stepSize", Decimals.quantityText(1, instrument));
        json.writeEndObject();
        json.writeStartObject();
        json.writeStringField("filterType", "NOTIONAL");
        json.writeStringField("minNotional", Decimals.amountText(limits.notionalMin(), instrument.quote()));
        json.writeBooleanField("applyMinToMarket", true);
        json.writeStringField("maxNotional", Decimals.amountText(limits.notionalMax(), instrument.quote()));
        json.writeBooleanField("applyMaxToMarket", true);
        json.writeNumberField("avgPriceMins", 0);
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void strings(final JsonGenerator json, final String name, final List<String> values)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (final String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
