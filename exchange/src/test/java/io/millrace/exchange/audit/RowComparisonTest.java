package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.schema.Topics;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.LedgerListener;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.ledger.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are not what the events make, planted in a store in memory. */
class RowComparisonTest {
    private static final long USER = 1001;

    private final Map<List<Object>, Row> expected = new LinkedHashMap<>();
    private final MemoryRows store = new MemoryRows();
    private final Findings findings = new Findings("store");
    private final RowComparison comparison = new RowComparison(store, findings);

    /** Holds rows as arrays, which a test changes. */
    private static final class MemoryRows implements RowSource {
        final Map<List<Object>, Object[]> rows = new LinkedHashMap<>();
        Table unreadable;

        void put(final Row row) {
            rows.put(
                    List.of(row.table(), row.key()),
                    IntStream.range(0, row.table().columns().size())
                            .mapToObj(row::value)
                            .toArray());
        }

        @Override
        public CompletionStage<List<Object[]>> whole(final Table table, final List<Object> partitionKey) {
            if (table == unreadable) {
                return CompletableFuture.failedFuture(new CorruptSourceException("store can't read what it wrote"));
            }
            final List<Object[]> found = new ArrayList<>();
            rows.forEach((key, values) -> {
                if (key.get(0) == table
                        && Arrays.asList(values)
                                .subList(0, table.partitionKeyCount())
                                .equals(partitionKey)) {
                    found.add(values);
                }
            });
            return CompletableFuture.completedFuture(found);
        }

        @Override
        @SuppressWarnings("unchecked")
        public CompletionStage<List<Object[]>> range(
                final Table table, final List<Object> partitionKey, final Object min, final Object max) {
            return whole(table, partitionKey).thenApply(all -> all.stream()
                    .filter(values -> {
                        final Comparable<Object> value = (Comparable<Object>) values[table.partitionKeyCount()];
                        return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
                    })
                    .toList());
        }
    }

    @BeforeEach
    void settle() {
        final SmallExchange exchange = new SmallExchange();
        for (int i = 1; i <= 5; i++) {
            exchange.transferIn(USER, SmallExchange.USDT, i * 1_000_000L);
        }
        exchange.publish();
        final List<StreamPosition> starts = new ArrayList<>();
        for (int partition = 0; partition < SmallExchange.PARTITIONS; partition++) {
            starts.add(StreamPosition.start(Stream.BALANCE_EVENTS, Stream.eventPart(0, partition)));
        }
        final Ledger ledger = new Ledger(new Reference(), starts, List.of(), 1000, new LedgerListener() {
            @Override
            public void onRow(final Row row) {
                expected.merge(List.of(row.table(), row.key()), row, Row::mergedWith);
            }

            @Override
            public void onPosition(final StreamPosition position) {
                // Rows alone are compared.
            }
        });
        final RecordDecoder decoder = new RecordDecoder();
        for (int partition = 0; partition < SmallExchange.PARTITIONS; partition++) {
            final List<byte[]> events = exchange.topics.records(Topics.BALANCE_EVENTS, partition);
            for (int offset = 0; offset < events.size(); offset++) {
                ledger.apply(decoder.decode(new UnsafeBuffer(events.get(offset)), 0), offset);
            }
        }
        ledger.flush();
        expected.values().forEach(store::put);
    }

    private Object[] ledgerRow(final long accountSequence) {
        return store.rows.entrySet().stream()
                .filter(row -> row.getKey().get(0) == Table.BALANCE_LEDGER
                        && row.getValue()[0].equals(USER)
                        && row.getValue()[3].equals(accountSequence))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFindNothingWhereEveryRowIsAsTheEventsMakeIt() {
        comparison.compare(expected.values());
        assertTrue(findings.isClean(), findings.toText());
        assertEquals((long) expected.size(), findings.toMap().get("examined"));
    }

    @Test
    void shouldNameAnyAlteredValue() {
        store.rows.forEach((key, values) -> {
            final Table table = (Table) key.get(0);
            for (int i = table.keyCount(); i < values.length; i++) {
                final Object before = values[i];
                if (before != null) {
                    values[i] = before instanceof BigDecimal number ? number.add(BigDecimal.ONE) : "other";
                    assertFound(table, table.columns().get(i) + " expected=");
                    values[i] = before;
                }
            }
        });
    }

    private void assertFound(final Table table, final String detail) {
        final Findings found = new Findings("store");
        new RowComparison(store, found).compare(expected.values());
        assertEquals(1, found.count(), found.toText());
        assertTrue(found.kept().get(0).place().startsWith("table=" + table.label() + " key=["), found.toText());
        assertTrue(found.kept().get(0).detail().startsWith(detail), found.toText());
    }

    @Test
    void shouldNameARowThatIsMissing() {
        final Object[] lost = ledgerRow(3);
        store.rows.values().remove(lost);
        assertFound(Table.BALANCE_LEDGER, "row is missing");
    }

    @Test
    void shouldNameARowThatNoEventMade() {
        // As if the third had been written again by another shard.
        final Object[] forged = ledgerRow(3).clone();
        forged[4] = 1;
        store.rows.put(List.of(Table.BALANCE_LEDGER, List.of("forged")), forged);
        assertFound(Table.BALANCE_LEDGER, "row is in the store and no event made it");
    }

    @Test
    void shouldNameThePartitionThatTheStoreCannotRead() {
        store.unreadable = Table.TRANSFERS;
        comparison.compare(expected.values());
        assertEquals("table=transfers partition=[1001]", findings.kept().get(0).place());
        assertTrue(findings.kept().get(0).detail().contains("store can't read what it wrote"));
    }

    @Test
    void shouldRefuseARowThatIsNewerThanEveryEventOnceTheStoreStandsStill() {
        final Object[] balance = store.rows.entrySet().stream()
                .filter(row -> row.getKey().get(0) == Table.USER_BALANCES && row.getValue()[0].equals(USER))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        balance[Table.USER_BALANCES.columns().indexOf("account_sequence")] = 6L;
        comparison.compare(expected.values());
        assertTrue(findings.isClean(), findings.toText());
        comparison.refuseNewerRows();
        assertTrue(findings.kept().get(0).detail().contains("row is newer than every event"), findings.toText());
    }
}
