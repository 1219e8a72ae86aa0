package io.millrace.ubscore.egress;

import io.millrace.schema.sbe.AssetDefinitionEncoder;
import io.millrace.schema.sbe.InstrumentDefinitionEncoder;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.Instrument;

/** Definitions as they stand in records and answers. */
final class DefinitionEncoding {
    private DefinitionEncoding() {}

    static void encode(final Asset asset, final AssetDefinitionEncoder encoder) {
        encoder.assetId(asset.assetId).scale((short) asset.scale);
        asset.symbol.write(encoder.buffer(), encoder.offset() + AssetDefinitionEncoder.symbolEncodingOffset());
    }

    static void encode(final Instrument instrument, final InstrumentDefinitionEncoder encoder) {
        encoder.instrumentId(instrument.instrumentId)
                .baseAssetId(instrument.baseAssetId)
                .quoteAssetId(instrument.quoteAssetId)
                .lane(instrument.lane)
                .state(WireEnums.instrumentState(instrument.state))
                .priceScale((short) instrument.priceScale)
                .baseScale((short) instrument.baseScale)
                .quoteScale((short) instrument.quoteScale)
                .tickSize(instrument.tickSize)
                .lotSize(instrument.lotSize)
                .notionalPerTickLot(instrument.notionalPerTickLot)
                .quantityMin(instrument.quantityMin)
                .quantityMax(instrument.quantityMax)
                .notionalMin(instrument.notionalMin)
                .notionalMax(instrument.notionalMax)
                .priceMax(instrument.priceMax)
                .makerFeePpm(instrument.makerFeePpm)
                .takerFeePpm(instrument.takerFeePpm)
                .priceBandPpm(instrument.priceBandPpm)
                .collarPpm(instrument.collarPpm);
        instrument.symbol.write(
                encoder.buffer(), encoder.offset() + InstrumentDefinitionEncoder.symbolEncodingOffset());
    }
}
