package io.millrace.settlement.ledger;

import io.millrace.settlement.ledger.Instrument.Grid;
import io.millrace.settlement.ledger.Instrument.Limits;
import io.millrace.settlement.ledger.Instrument.Rates;

/**
 * The rows of assets and instruments. They come on every stream, so that each stream can be read by itself; their timestamp
 * is the sequence of the first shard, and what the other shards tell stays only where the first has not spoken.
 */
final class ReferenceRows {
    private static final int REFERENCE_SHARD = 0;

    private final Reference reference;

    ReferenceRows(final Reference reference) {
        this.reference = reference;
    }

    void tell(final Asset asset, final int shard, final long coreSequence, final LedgerListener listener) {
        reference.define(asset);
        listener.onRow(
                Row.current(Table.ASSETS, timestamp(shard, coreSequence), asset.symbol(), asset.id(), asset.scale()));
    }

    void tell(final Instrument instrument, final int shard, final long coreSequence, final LedgerListener listener) {
        reference.define(instrument);
        final Grid grid = instrument.grid();
        final Limits limits = instrument.limits();
        final Rates rates = instrument.rates();
        listener.onRow(Row.current(
                Table.INSTRUMENTS,
                timestamp(shard, coreSequence),
                instrument.symbol(),
                instrument.id(),
                reference.asset(instrument.baseAssetId()).symbol(),
                reference.asset(instrument.quoteAssetId()).symbol(),
                instrument.market().lane(),
                instrument.market().state(),
                grid.priceScale(),
                grid.baseScale(),
                grid.quoteScale(),
                grid.tickSize(),
                grid.lotSize(),
                grid.notionalPerTickLot(),
                limits.quantityMin(),
                limits.quantityMax(),
                limits.notionalMin(),
                limits.notionalMax(),
                limits.priceMax(),
                rates.makerFeePpm(),
                rates.takerFeePpm(),
                rates.priceBandPpm(),
                rates.collarPpm(),
                instrument.baseAssetId(),
                instrument.quoteAssetId()));
    }

    private static long timestamp(final int shard, final long coreSequence) {
        return shard == REFERENCE_SHARD ? coreSequence : 0;
    }
}
