package io.millrace.exchange.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.settlement.ledger.Stream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** How far the store is with outputs and balance.events, by the table chain_state, at one look. */
public record StoredPlaces(Map<Integer, Place> lanes, Map<Integer, Place> events) {
    private static final int HASH_LENGTH = 32;

    /** Last sequence settled of a part; the hash is of an output. */
    public record Place(long sequence, byte[] hash) {
        static final Place START = new Place(0, new byte[HASH_LENGTH]);
    }

    /** Reads the table. */
    static StoredPlaces read(final CqlSession session) {
        final Map<Integer, Place> lanes = new HashMap<>();
        final Map<Integer, Place> events = new HashMap<>();
        for (final Row row : session.execute("SELECT stream, part, sequence, hash FROM chain_state")) {
            final ByteBuffer hash = row.getByteBuffer("hash");
            final byte[] bytes = new byte[HASH_LENGTH];
            if (hash != null) {
                hash.get(bytes, 0, Math.min(HASH_LENGTH, hash.remaining()));
            }
            final Place place = new Place(row.getLong("sequence"), bytes);
            if (row.getString("stream").equals(Stream.ENGINE.label())) {
                lanes.put(row.getInt("part"), place);
            } else if (row.getString("stream").equals(Stream.BALANCE_EVENTS.label())) {
                events.put(row.getInt("part"), place);
            }
        }
        return new StoredPlaces(lanes, events);
    }

    Place lane(final int lane) {
        return lanes.getOrDefault(lane, Place.START);
    }

    /** Last event settled of a shard's partition. */
    long event(final int shard, final int partition) {
        return events.getOrDefault(Stream.eventPart(shard, partition), Place.START)
                .sequence();
    }

    /** Whether both looks saw the same. */
    boolean isSame(final StoredPlaces other) {
        return sequences(lanes).equals(sequences(other.lanes))
                && sequences(events).equals(sequences(other.events));
    }

    private static Map<Integer, Long> sequences(final Map<Integer, Place> places) {
        final Map<Integer, Long> sequences = new HashMap<>();
        places.forEach((part, place) -> sequences.put(part, place.sequence()));
        return sequences;
    }
}
