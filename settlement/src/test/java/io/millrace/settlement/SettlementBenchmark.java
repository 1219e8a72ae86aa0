package io.millrace.settlement;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.embedded.EmbeddedStore;
import io.millrace.feed.OutputHash;
import io.millrace.settlement.SettlementAgent.BatchBounds;
import io.millrace.settlement.egress.Backoff;
import io.millrace.settlement.egress.CommitBatch;
import io.millrace.settlement.egress.CqlRowStore;
import io.millrace.settlement.egress.RowWriter;
import io.millrace.settlement.egress.WriterBounds;
import io.millrace.settlement.ingress.EventIntake;
import io.millrace.settlement.ingress.EventSource;
import io.millrace.settlement.ingress.OutputDecoder;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressWriter;
import io.millrace.settlement.recovery.Recovery;
import io.millrace.settlement.recovery.StoreConnection;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Settlement (decode, hash, verify, map, group, write, advance) beside the bare driver writing the same statements, in turns,
 * each time into a keyspace of its own. Reports; asserts nothing. Arguments: steps, users, rounds.
 */
public final class SettlementBenchmark {
    private static final WriterBounds WRITER = new WriterBounds(4, 128, 64, 65_536, 20_000_000, 2_000_000_000);
    private static final BatchBounds BATCH = new BatchBounds(2_048, 16_384, 16 << 20);

    private final ExchangeScript script;
    private final EmbeddedStore store;

    private SettlementBenchmark(final ExchangeScript script, final EmbeddedStore store) {
        this.script = script;
        this.store = store;
    }

    public static void main(final String[] arguments) throws Exception {
        final int steps = argument(arguments, 0, 20_000);
        final int users = argument(arguments, 1, 1_000);
        final int rounds = argument(arguments, 2, 3);
        final ExchangeScript script = ExchangeScript.random(1, steps, users);
        final Path directory = Files.createTempDirectory("settlement-benchmark");
        try (EmbeddedStore store = EmbeddedStore.builder(directory).start()) {
            final SettlementBenchmark benchmark = new SettlementBenchmark(script, store);
            System.out.printf(
                    "steps=%d users=%d outputs=%d records=%d processors=%d java=%s%n",
                    steps,
                    users,
                    script.outputs.stream().mapToInt(List::size).sum(),
                    script.records.stream().mapToInt(List::size).sum(),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version());
            benchmark.stages();
            for (int round = 0; round < rounds; round++) {
                benchmark.bareDriver("bare_" + round);
                benchmark.settlement("settled_" + round);
            }
        }
    }

    private static int argument(final String[] arguments, final int index, final int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private CqlSession open(final String keyspace) {
        return new StoreConnection(
                        List.of(new InetSocketAddress("127.0.0.1", store.port())),
                        EmbeddedStore.DATACENTER,
                        keyspace,
                        1,
                        Duration.ofSeconds(30))
                .open();
    }

    private static Recovery recover(final CqlSession session, final String keyspace) {
        final List<Integer> parts =
                IntStream.range(0, ExchangeScript.LANES).boxed().toList();
        return Recovery.of(session, keyspace, "benchmark", parts, parts);
    }

    /** Hands the script on as fast as it is taken, in order, with fresh hashes. */
    private final class ScriptReader implements EventSource {
        private final Stream stream;
        private final int[] next = new int[ExchangeScript.LANES];
        private final OutputDecoder outputDecoder = new OutputDecoder();
        private final RecordDecoder recordDecoder = new RecordDecoder();
        private final OutputHash sha = new OutputHash();
        private final byte[] hash = new byte[StreamPosition.HASH_LENGTH];

        ScriptReader(final Stream stream) {
            this.stream = stream;
        }

        @Override
        public int poll(final long nowNs, final EventIntake intake) {
            int count = 0;
            for (int part = 0; part < next.length; part++) {
                final List<byte[]> events = (stream == Stream.ENGINE ? script.outputs : script.records).get(part);
                for (int i = 0; i < 256 && next[part] < events.size() && intake.hasRoom(); i++) {
                    deliver(events.get(next[part]), next[part]++, intake);
                    count++;
                }
            }
            return count;
        }

        private void deliver(final byte[] bytes, final int index, final EventIntake intake) {
            final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            if (stream == Stream.ENGINE) {
                sha.hash(buffer, 0, bytes.length, hash, 0);
                intake.onOutput(outputDecoder.decode(buffer, 0, bytes.length, hash));
            } else {
                intake.onRecord(recordDecoder.decode(buffer, 0), index);
            }
        }

        @Override
        public void onDurable(final StreamPosition position) {
            // Nobody waits for it.
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** Takes everything into batches of the usual size. */
    private List<CommitBatch> map() {
        final List<CommitBatch> batches = new ArrayList<>(List.of(new CommitBatch()));
        final List<StreamPosition> starts = new ArrayList<>();
        for (final Stream stream : Stream.values()) {
            IntStream.range(0, ExchangeScript.LANES).forEach(part -> starts.add(StreamPosition.start(stream, part)));
        }
        final var listener = new io.millrace.settlement.ledger.LedgerListener() {
            @Override
            public void onRow(final Row row) {
                batches.get(batches.size() - 1).onRow(row);
            }

            @Override
            public void onPosition(final StreamPosition position) {
                batches.get(batches.size() - 1).onPosition(position);
            }
        };
        final Ledger ledger = new Ledger(new Reference(), starts, List.of(), 1_000, listener);
        final EventIntake intake = new EventIntake() {
            @Override
            public boolean hasRoom() {
                return batches.get(batches.size() - 1).rowCount() < BATCH.rowsMax();
            }

            @Override
            public void onOutput(final Output output) {
                ledger.apply(output);
            }

            @Override
            public void onRecord(final BalanceRecord record, final long recordOffset) {
                ledger.apply(record, recordOffset);
            }
        };
        final ScriptReader outputs = new ScriptReader(Stream.ENGINE);
        final ScriptReader records = new ScriptReader(Stream.BALANCE_EVENTS);
        while (outputs.poll(0, intake) + records.poll(0, intake) > 0) {
            if (!intake.hasRoom()) {
                ledger.flush();
                batches.add(new CommitBatch());
            }
        }
        ledger.flush();
        return batches;
    }

    private static List<List<Row>> groups(final List<CommitBatch> batches) {
        final List<List<Row>> groups = new ArrayList<>();
        batches.forEach(batch -> groups.addAll(batch.groups(WRITER.groupRowsMax(), WRITER.groupLengthMax())));
        return groups;
    }

    /** What the steps before the driver cost by themselves. */
    private void stages() {
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            groups(map());
        }
        final long startNs = System.nanoTime();
        final List<CommitBatch> batches = map();
        final long mappedNs = System.nanoTime();
        final List<List<Row>> groups = groups(batches);
        final long groupedNs = System.nanoTime();
        final long rows = groups.stream().mapToLong(List::size).sum();
        System.out.printf(
                "stages: rows=%d statements=%d rows_per_statement=%.1f decode_hash_map=%.0f rows/ms group=%.0f rows/ms%n",
                rows,
                groups.size(),
                (double) rows / groups.size(),
                rows * 1e6 / (mappedNs - startNs),
                rows * 1e6 / (groupedNs - mappedNs));
    }

    private void bareDriver(final String keyspace) throws InterruptedException {
        final List<List<Row>> groups = groups(map());
        try (CqlSession session = open(keyspace)) {
            recover(session, keyspace);
            final CqlRowStore rowStore = new CqlRowStore(session, Map.of());
            final Semaphore room = new Semaphore(WRITER.inFlightMax());
            final long startNs = System.nanoTime();
            for (final List<Row> group : groups) {
                room.acquire();
                rowStore.write(group).whenComplete((nothing, error) -> {
                    if (error != null) {
                        System.out.println("bare driver: " + error);
                    }
                    room.release();
                });
            }
            room.acquire(WRITER.inFlightMax());
            final long rows = groups.stream().mapToLong(List::size).sum();
            report("bare driver", rows, groups.size(), System.nanoTime() - startNs);
        }
    }

    private void settlement(final String keyspace) {
        try (CqlSession session = open(keyspace)) {
            final Recovery recovery = recover(session, keyspace);
            final RowWriter writer = new RowWriter(new CqlRowStore(session, Map.of()), WRITER);
            final List<ProgressWriter> progress = new ArrayList<>();
            for (final Stream stream : Stream.values()) {
                progress.add(new ProgressWriter(
                        stream, recovery.progress(), new Backoff(20_000_000, 2_000_000_000), position -> {}));
            }
            final SettlementAgent agent = new SettlementAgent(
                    List.of(new ScriptReader(Stream.ENGINE), new ScriptReader(Stream.BALANCE_EVENTS)),
                    listener ->
                            new Ledger(recovery.reference(), recovery.positions(), recovery.candles(), 1_000, listener),
                    writer,
                    progress,
                    BATCH);
            final long events = script.outputs.stream().mapToLong(List::size).sum()
                    + script.records.stream().mapToLong(List::size).sum();
            final BackoffIdleStrategy idle = new BackoffIdleStrategy(10, 10, 1_000, 1_000_000);
            final long startNs = System.nanoTime();
            while (agent.eventsTaken() < events) {
                idle.idle(agent.doWork(System.nanoTime()));
            }
            while (agent.drain(System.nanoTime())) {
                idle.idle(0);
            }
            report("settlement ", writer.rowsWritten(), writer.groupsWritten(), System.nanoTime() - startNs);
        }
    }

    private static void report(final String name, final long rows, final long statements, final long elapsedNs) {
        System.out.printf(
                "%s rows=%d statements=%d seconds=%.2f rows/s=%.0f statements/s=%.0f%n",
                name, rows, statements, elapsedNs / 1e9, rows * 1e9 / elapsedNs, statements * 1e9 / elapsedNs);
    }
}
