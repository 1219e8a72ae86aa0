package io.millrace.settlement.recovery;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.settlement.ledger.Asset;
import io.millrace.settlement.ledger.Instrument;
import io.millrace.settlement.ledger.Instrument.Grid;
import io.millrace.settlement.ledger.Instrument.Limits;
import io.millrace.settlement.ledger.Instrument.Market;
import io.millrace.settlement.ledger.Instrument.Rates;
import io.millrace.settlement.ledger.Reference;

/** Reads the assets and instruments that the events so far defined. Blocks. */
final class StoredReference {
    private StoredReference() {}

    static Reference load(final CqlSession session) {
        final Reference reference = new Reference();
        for (final Row row : session.execute("SELECT asset_id, symbol, scale FROM assets")) {
            reference.define(new Asset(row.getInt(0), row.getString(1), row.getInt(2)));
        }
        for (final Row row : session.execute("SELECT * FROM instruments")) {
            final Instrument instrument = instrument(row);
            final Grid grid = instrument.grid();
            reference.define(new Asset(instrument.baseAssetId(), row.getString("base"), grid.baseScale()));
            reference.define(new Asset(instrument.quoteAssetId(), row.getString("quote"), grid.quoteScale()));
            reference.define(instrument);
        }
        return reference;
    }

    private static Instrument instrument(final Row row) {
        return new Instrument(
                row.getInt("instrument_id"),
                row.getString("symbol"),
                row.getInt("base_asset_id"),
                row.getInt("quote_asset_id"),
                new Market(row.getInt("lane"), row.getString("state")),
                new Grid(
                        row.getInt("price_scale"),
                        row.getInt("base_scale"),
                        row.getInt("quote_scale"),
                        row.getLong("tick_size"),
                        row.getLong("lot_size"),
                        row.getLong("notional_per_tick_lot")),
                new Limits(
                        row.getLong("quantity_min"),
                        row.getLong("quantity_max"),
                        row.getLong("notional_min"),
                        row.getLong("notional_max"),
                        row.getLong("price_max")),
                new Rates(
                        row.getInt("maker_fee_ppm"),
                        row.getInt("taker_fee_ppm"),
                        row.getInt("price_band_ppm"),
                        row.getInt("collar_ppm")));
    }
}
