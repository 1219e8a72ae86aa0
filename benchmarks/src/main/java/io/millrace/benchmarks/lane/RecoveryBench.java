package io.millrace.benchmarks.lane;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.WorkDirectory;
import io.millrace.benchmarks.book.Mix;
import io.millrace.engine.LaneAgent;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.recovery.LaneRecovery;
import io.millrace.engine.recovery.LaneSnapshots;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.FileStorage;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A lane full of resting orders: how long a snapshot stops it, and how long it takes to come back. */
@Command(
        name = "recovery",
        description =
                "A lane with many resting orders: the pause that a snapshot costs, and recovery from it and from the journal.",
        mixinStandardHelpOptions = true)
public final class RecoveryBench implements Runnable {
    private static final long MIDDLE = 1_000_000;
    private static final int DEPTH = 50_000;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--resting",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Orders in the book; default ${DEFAULT-VALUE}.")
    private int resting;

    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final Queue<Runnable> background = new ArrayDeque<>();

    @Override
    public void run() {
        final String reading =
                "One lane, one thread, a journal and snapshots on files. Pause: the lane's thread encodes its state."
                        + " Write: another thread writes and forces it. Load: recovery with nothing behind the snapshot. Replay: recovery from"
                        + " the journal alone, every output computed again and compared.";
        try (Report report = options.report("recovery", reading);
                WorkDirectory directory = new WorkDirectory("millrace-bench-recovery")) {
            report.table(
                    resting + " resting orders at " + 2 * DEPTH + " prices",
                    "round",
                    "pause ms",
                    "write ms",
                    "load ms",
                    "replay ms",
                    "replayed/s");
            for (int round = 0; round < options.rounds(); round++) {
                report.row(measure(round, FileStorage.of(directory.path().resolve("lane-" + round))));
            }
        }
    }

    private Object[] measure(final int round, final FileStorage storage) {
        final SnapshotStore store = new SnapshotStore(storage);
        final long replayNs;
        try (Journal journal = Journal.open(context(storage))) {
            final LaneProcessor processor = new LaneProcessor(LaneRecords.LANE);
            LaneRecords.encode(mix(), bytes -> take(bytes, processor, journal));
            journal.commit();
            final long startNs = System.nanoTime();
            LaneRecovery.recover(LaneRecords.LANE, store, journal);
            replayNs = System.nanoTime() - startNs;
            final LaneSnapshots snapshots = new LaneSnapshots(store, 1, background::add, 0);
            final long pauseNs = time(() -> snapshots.offer(processor));
            final long writeNs = time(background.remove());
            final long loadNs = time(() -> LaneRecovery.recover(LaneRecords.LANE, store, journal));
            return new Object[] {
                round + 1,
                pauseNs / 1e6,
                writeNs / 1e6,
                loadNs / 1e6,
                replayNs / 1e6,
                Math.round(processor.outputSequence() * 1e9 / replayNs)
            };
        }
    }

    private static JournalContext context(final FileStorage storage) {
        return new JournalContext()
                .storage(storage)
                .segmentLength(32 << 20)
                .batchLengthMax(8 << 20)
                .reserveLength(0);
    }

    private void take(final byte[] bytes, final LaneProcessor processor, final Journal journal) {
        value.wrap(bytes);
        final int length = processor.process(processor.outputSequence(), value, 0, bytes.length);
        while (!journal.append(LaneAgent.RECORD_TYPE, processor.outputSequence(), processor.output(), 0, length)) {
            journal.commit();
        }
    }

    private static long time(final Runnable task) {
        final long startNs = System.nanoTime();
        task.run();
        return System.nanoTime() - startNs;
    }

    /** Orders that never meet, in no order. */
    private Mix mix() {
        final SplittableRandom random = new SplittableRandom(options.seed());
        final long[] messages = new long[resting * Mix.STRIDE];
        for (int i = 0; i < resting; i++) {
            final boolean isSell = random.nextBoolean();
            final long distance = 1 + random.nextInt(DEPTH);
            final int base = i * Mix.STRIDE;
            messages[base] = Mix.head(Mix.PLACE, isSell, 1 + random.nextInt(1000), i + 1);
            messages[base + 1] = Mix.body(isSell ? MIDDLE + distance : MIDDLE - distance, 1 + random.nextInt(100));
        }
        return new Mix("resting", messages, resting);
    }
}
