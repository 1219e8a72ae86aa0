package io.millrace.exchange.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.source.TopicSource;
import io.millrace.feed.OutputHash;
import io.millrace.schema.Topics;
import io.millrace.settlement.ingress.OutputDecoder;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.LedgerListener;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.ledger.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every row of every table, made again from the journal and {@code balance.events} by settlement's own ledger, up to where the store says
 * that it is. Rows are compared as they come; those of current states at the end. One thread.
 */
final class StoreAudit implements LedgerListener {
    private static final int BATCH_ROWS = 8192;

    private final CqlSession session;
    private final RowComparison comparison;
    private final StoredPlaces places;
    private final Findings findings;
    private final long checkpointInterval;
    private final List<Row> facts = new ArrayList<>();
    private final Map<List<Object>, Row> currents = new LinkedHashMap<>();
    private final List<StreamPosition> starts = new ArrayList<>();
    private final OutputHash sha = new OutputHash();
    private final Set<Table> aging = EnumSet.noneOf(Table.class);
    private boolean candlesAreWhole = true;
    /** There is more than the store had when the audit began: it may go on. */
    private boolean isBehind;

    StoreAudit(final CqlSession session, final StoredPlaces places, final Config settlement, final Findings findings) {
        this.session = session;
        comparison = new RowComparison(new CqlRows(session), findings);
        this.places = places;
        checkpointInterval = settlement.getLong("checkpoint-interval");
        this.findings = findings;
        for (final Table table : Table.values()) {
            final String key = "retention." + table.label().replace('_', '-');
            if (settlement.hasPath(key) && !settlement.getDuration(key).isZero()) {
                aging.add(table);
                findings.note("table=" + table.label() + " is not compared: its rows age out");
            }
        }
    }

    /**
     * Compares everything.
     *
     * @param journals by lane; null where there is none
     */
    void run(final int shards, final int partitions, final TopicSource topics, final List<OutputCursor> journals) {
        for (int partition = 0; partition < partitions; partition++) {
            for (int shard = 0; shard < shards; shard++) {
                starts.add(StreamPosition.start(Stream.BALANCE_EVENTS, Stream.eventPart(shard, partition)));
            }
        }
        for (int lane = 0; lane < journals.size(); lane++) {
            starts.add(laneStart(lane, journals.get(lane)));
        }
        final Ledger ledger = new Ledger(new Reference(), starts, List.of(), checkpointInterval, this);
        try {
            for (int partition = 0; partition < partitions; partition++) {
                takeEvents(partition, topics, ledger);
            }
            for (int lane = 0; lane < journals.size(); lane++) {
                takeOutputs(lane, journals.get(lane), ledger);
            }
            ledger.flush();
        } catch (final Breach e) {
            findings.add("events", "can't be settled again: " + e.getMessage());
        }
        flushFacts();
        comparison.compare(currents.values());
        if (!isBehind && places.isSame(StoredPlaces.read(session))) {
            comparison.refuseNewerRows();
        }
    }

    /** Where the journal begins: outputs before it are held against the store by their hashes alone. */
    private StreamPosition laneStart(final int lane, final OutputCursor journal) {
        if (journal == null || journal.earliestSequence() <= 1) {
            return StreamPosition.start(Stream.ENGINE, lane);
        }
        candlesAreWhole = false;
        findings.note("lane=" + lane + " rows of outputs before " + journal.earliestSequence()
                + " are not compared: the journal no longer has them");
        journal.seek(journal.earliestSequence());
        journal.next();
        final byte[] previousHash = new OutputDecoder()
                .decode(journal.buffer(), journal.offset(), journal.length(), new byte[StreamPosition.HASH_LENGTH])
                .stamp()
                .previousHash();
        journal.seek(journal.earliestSequence());
        return new StreamPosition(Stream.ENGINE, lane, journal.earliestSequence() - 1, previousHash, -1, 0, 0);
    }

    private void takeEvents(final int partition, final TopicSource topics, final Ledger ledger) {
        final RecordDecoder decoder = new RecordDecoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        topics.read(Topics.BALANCE_EVENTS, partition, 0, Long.MAX_VALUE, record -> {
            buffer.wrap(record.value());
            final BalanceRecord decoded = decoder.decode(buffer, 0);
            if (decoded.stamp().sequence() <= places.event(decoded.stamp().shard(), partition)) {
                ledger.apply(decoded, record.offset());
            } else {
                isBehind = true;
            }
            return true;
        });
    }

    private void takeOutputs(final int lane, final OutputCursor journal, final Ledger ledger) {
        final OutputDecoder decoder = new OutputDecoder();
        final byte[] hash = new byte[StreamPosition.HASH_LENGTH];
        while (journal != null && journal.next()) {
            if (journal.sequence() > places.lane(lane).sequence()) {
                isBehind = true;
                return;
            }
            sha.hash(journal.buffer(), journal.offset(), journal.length(), hash, 0);
            final Output output = decoder.decode(journal.buffer(), journal.offset(), journal.length(), hash);
            ledger.apply(output);
        }
    }

    @Override
    public void onRow(final Row row) {
        if (aging.contains(row.table()) || row.table() == Table.KLINES && !candlesAreWhole) {
            return;
        }
        if (row.table().kind() == Table.Kind.CURRENT) {
            currents.merge(List.of(row.table(), row.key()), row, Row::mergedWith);
            return;
        }
        facts.add(row);
        if (facts.size() == BATCH_ROWS) {
            flushFacts();
        }
    }

    private void flushFacts() {
        comparison.compare(facts);
        facts.clear();
    }

    @Override
    public void onPosition(final StreamPosition position) {
        // Rows are compared in batches of their own.
    }
}
