package io.millrace.benchmarks.settlement;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.WorkDirectory;
import io.millrace.benchmarks.book.MixGenerator;
import io.millrace.benchmarks.lane.LaneRecords;
import io.millrace.embedded.EmbeddedStore;
import io.millrace.feed.OutputHash;
import io.millrace.settlement.SettlementAgent;
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
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.LedgerListener;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressWriter;
import io.millrace.settlement.recovery.Recovery;
import io.millrace.settlement.recovery.StoreConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Settlement (decode, hash, verify, map, group, write, advance) beside the bare driver that writes the same statements, in turns,
 * each time into a keyspace of its own.
 */
@Command(
        name = "settlement",
        description = "Settlement into the store, the chain verified, beside the bare driver writing the same rows.",
        mixinStandardHelpOptions = true)
public final class SettlementBench implements Runnable {
    private static final WriterBounds WRITER = new WriterBounds(4, 128, 64, 65_536, 20_000_000, 2_000_000_000);
    private static final BatchBounds BATCH = new BatchBounds(2_048, 16_384, 16 << 20);
    private static final List<Integer> EVENT_PARTS =
            IntStream.range(0, SettledStreams.PARTITIONS).boxed().collect(Collectors.toList());

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "4000",
            description = "New orders of the mix; default ${DEFAULT-VALUE}.")
    private int orders;

    private SettledStreams streams;
    private EmbeddedStore store;

    @Override
    public void run() {
        final String reading =
                "Rows a second into the store in a child process, two turns a round: the driver with all statements ready,"
                        + " and settlement from the bytes of outputs and balance events to the last row and the last move of its progress.";
        try (Report report = options.report("settlement", reading);
                WorkDirectory directory = new WorkDirectory("millrace-bench-settlement");
                EmbeddedStore started = EmbeddedStore.builder(directory.path()).start()) {
            store = started;
            streams = new SettledStreams(MixGenerator.generate(0.02, orders, options.seed()));
            stages(report);
            // The store is a Java process too: who comes first must not pay for its compiler.
            bareDriver("warm_up_bare");
            settlement("warm_up_settled");
            report.table("Rows a second", "round", "bare driver", "settlement", "ratio");
            final double[] ratios = new double[options.rounds()];
            for (int round = 0; round < ratios.length; round++) {
                final double bare = bareDriver("bare_" + round);
                final double settled = settlement("settled_" + round);
                ratios[round] = settled / bare;
                report.row(round + 1, Math.round(bare), Math.round(settled), ratios[round]);
            }
            Arrays.sort(ratios);
            report.row("median", "", "", ratios[ratios.length / 2]);
        }
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
        return Recovery.of(session, keyspace, "benchmark", List.of(LaneRecords.LANE), EVENT_PARTS, List.of());
    }

    /** Hands a stream on as fast as it is taken, in order, with fresh hashes. */
    private final class StreamReader implements EventSource {
        private final Stream stream;
        private final List<List<byte[]>> parts;
        private final int[] next;
        private final OutputDecoder outputDecoder = new OutputDecoder();
        private final RecordDecoder recordDecoder = new RecordDecoder();
        private final OutputHash sha = new OutputHash();
        private final byte[] hash = new byte[StreamPosition.HASH_LENGTH];

        StreamReader(final Stream stream) {
            this.stream = stream;
            parts = stream == Stream.ENGINE ? List.of(streams.outputs) : streams.records;
            next = new int[parts.size()];
        }

        @Override
        public int poll(final long nowNs, final EventIntake intake) {
            int count = 0;
            for (int part = 0; part < next.length; part++) {
                final List<byte[]> events = parts.get(part);
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
        starts.add(StreamPosition.start(Stream.ENGINE, LaneRecords.LANE));
        EVENT_PARTS.forEach(part -> starts.add(StreamPosition.start(Stream.BALANCE_EVENTS, part)));
        final var listener = new LedgerListener() {
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

            @Override
            public boolean onChainRecord(final ChainRecord record, final int partition, final long recordOffset) {
                return ledger.apply(record, partition, recordOffset);
            }
        };
        final StreamReader outputs = new StreamReader(Stream.ENGINE);
        final StreamReader records = new StreamReader(Stream.BALANCE_EVENTS);
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
    private void stages(final Report report) {
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            groups(map());
        }
        final long startNs = System.nanoTime();
        final List<CommitBatch> batches = map();
        final long mappedNs = System.nanoTime();
        final List<List<Row>> groups = groups(batches);
        final long groupedNs = System.nanoTime();
        final double rows = groups.stream().mapToLong(List::size).sum();
        report.table("Each step alone, one thread, " + Math.round(rows) + " rows", "step", "ns/row");
        report.row("decode, hash, verify, map", (mappedNs - startNs) / rows);
        report.row("group by partition", (groupedNs - mappedNs) / rows);
        report.note(String.format(
                Locale.ROOT,
                "%d outputs and %d balance events make %.1f rows an output, %.1f rows a statement.",
                streams.outputs.size(),
                streams.records.stream().mapToInt(List::size).sum(),
                rows / streams.outputs.size(),
                rows / groups.size()));
    }

    private double bareDriver(final String keyspace) {
        final List<List<Row>> groups = groups(map());
        try (CqlSession session = open(keyspace)) {
            recover(session, keyspace);
            final CqlRowStore rowStore = new CqlRowStore(session, Map.of());
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            final Semaphore room = new Semaphore(WRITER.inFlightMax());
            final long startNs = System.nanoTime();
            for (final List<Row> group : groups) {
                room.acquireUninterruptibly();
                rowStore.write(group).whenComplete((nothing, error) -> {
                    failure.compareAndSet(null, error);
                    room.release();
                });
            }
            room.acquireUninterruptibly(WRITER.inFlightMax());
            final long elapsedNs = System.nanoTime() - startNs;
            if (failure.get() != null) {
                throw new IllegalStateException("bare driver failed", failure.get());
            }
            return groups.stream().mapToLong(List::size).sum() * 1e9 / elapsedNs;
        }
    }

    private double settlement(final String keyspace) {
        try (CqlSession session = open(keyspace)) {
            final Recovery recovery = recover(session, keyspace);
            final RowWriter writer = new RowWriter(new CqlRowStore(session, Map.of()), WRITER);
            final List<ProgressWriter> progress = new ArrayList<>();
            for (final Stream stream : Stream.values()) {
                progress.add(new ProgressWriter(
                        stream, recovery.progress(), new Backoff(20_000_000, 2_000_000_000), position -> {}));
            }
            final SettlementAgent agent = new SettlementAgent(
                    List.of(new StreamReader(Stream.ENGINE), new StreamReader(Stream.BALANCE_EVENTS)),
                    listener ->
                            new Ledger(recovery.reference(), recovery.positions(), recovery.candles(), 1_000, listener),
                    writer,
                    progress,
                    BATCH);
            final long events = streams.outputs.size()
                    + streams.records.stream().mapToLong(List::size).sum();
            final BackoffIdleStrategy idle = new BackoffIdleStrategy(10, 10, 1_000, 1_000_000);
            final long startNs = System.nanoTime();
            while (agent.eventsTaken() < events) {
                idle.idle(agent.doWork(System.nanoTime()));
            }
            while (agent.drain(System.nanoTime())) {
                idle.idle(0);
            }
            return writer.rowsWritten() * 1e9 / (System.nanoTime() - startNs);
        }
    }
}
