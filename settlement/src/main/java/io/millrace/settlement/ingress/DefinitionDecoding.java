package io.millrace.settlement.ingress;

import io.millrace.schema.sbe.AssetDefinitionDecoder;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.settlement.ledger.Asset;
import io.millrace.settlement.ledger.Instrument;
import io.millrace.settlement.ledger.Instrument.Grid;
import io.millrace.settlement.ledger.Instrument.Limits;
import io.millrace.settlement.ledger.Instrument.Market;
import io.millrace.settlement.ledger.Instrument.Rates;

/** Reads the definitions that several messages share. */
final class DefinitionDecoding {
    private DefinitionDecoding() {}

    static Asset asset(final AssetDefinitionDecoder asset, final WireText text) {
        return new Asset(asset.assetId(), text.read(asset::getSymbol), asset.scale());
    }

    static Instrument instrument(final InstrumentDefinitionDecoder from, final WireText text) {
        return new Instrument(
                from.instrumentId(),
                text.read(from::getSymbol),
                from.baseAssetId(),
                from.quoteAssetId(),
                new Market(from.lane(), from.state().name()),
                new Grid(
                        from.priceScale(),
                        from.baseScale(),
                        from.quoteScale(),
                        from.tickSize(),
                        from.lotSize(),
                        from.notionalPerTickLot()),
                new Limits(
                        from.quantityMin(),
                        from.quantityMax(),
                        from.notionalMin(),
                        from.notionalMax(),
                        from.priceMax()),
                new Rates(from.makerFeePpm(), from.takerFeePpm(), from.priceBandPpm(), from.collarPpm()));
    }
}
