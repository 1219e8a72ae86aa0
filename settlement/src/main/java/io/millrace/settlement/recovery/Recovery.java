package io.millrace.settlement.recovery;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.settlement.ledger.Candle;
import io.millrace.settlement.ledger.Instrument;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.ArrayList;
import java.util.List;

/**
 * Where settlement goes on.
 *
 * @param lanes places of the engine's lanes, claimed.
 * @param events places of the parts of balance.events, claimed.
 * @param chains places of the partitions of chain.events, claimed.
 * @param candles what {@link io.millrace.settlement.ledger.Ledger} must know of the candles in the store.
 */
public record Recovery(
        Reference reference,
        List<StreamPosition> lanes,
        List<StreamPosition> events,
        List<StreamPosition> chains,
        List<Candle> candles,
        ProgressStore progress) {

    /** Makes the tables, claims the parts and reads what is needed to go on from them; can be done again. Blocks. */
    public static Recovery of(
            final CqlSession session,
            final String keyspace,
            final String writer,
            final List<Integer> lanes,
            final List<Integer> eventParts,
            final List<Integer> chainParts) {
        new Migrations(session, keyspace).apply(Migration.all());
        final CqlProgressStore progress = new CqlProgressStore(session, writer);
        final List<StreamPosition> lanePositions = claim(progress, Stream.ENGINE, lanes);
        final List<StreamPosition> eventPositions = claim(progress, Stream.BALANCE_EVENTS, eventParts);
        final List<StreamPosition> chainPositions = claim(progress, Stream.CHAIN_EVENTS, chainParts);
        final Reference reference = StoredReference.load(session);
        final List<Candle> candles = new ArrayList<>();
        final StoredCandles stored = new StoredCandles(session);
        for (final Instrument instrument : reference.instruments()) {
            lanePositions.stream()
                    .filter(lane -> lane.part() == instrument.market().lane())
                    .forEach(lane -> candles.addAll(stored.load(instrument, lane)));
        }
        return new Recovery(reference, lanePositions, eventPositions, chainPositions, candles, progress);
    }

    private static List<StreamPosition> claim(
            final CqlProgressStore progress, final Stream stream, final List<Integer> parts) {
        return parts.stream().map(part -> progress.claim(stream, part)).toList();
    }

    /** All places. */
    public List<StreamPosition> positions() {
        final List<StreamPosition> positions = new ArrayList<>(lanes);
        positions.addAll(events);
        positions.addAll(chains);
        return positions;
    }
}
