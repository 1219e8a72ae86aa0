package io.millrace.benchmarks.lane;

import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.book.Mix;
import io.millrace.engine.LaneAgent;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.egress.FeedOutlet;
import io.millrace.engine.egress.LaneDepth;
import io.millrace.engine.egress.OutputChain;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedPublisher;
import io.millrace.feed.LaneStart;
import io.millrace.journal.FileStorage;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import io.millrace.journal.RecordEditor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;

/** What each step of a lane costs by itself: of this thread's own time on the processor, but for the force, which is waited for. */
final class LaneStages {
    private static final int BATCH = 4096;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<byte[]> records = new ArrayList<>();
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private long matchNs;
    private long mark;
    private long forceNs;
    private long forceWallNs;
    private long publishNs;
    private long outputLength;

    LaneStages(final Mix mix) {
        LaneRecords.encode(mix, records::add);
    }

    void run(final Path directory, final FeedContext feed) {
        final FileStorage storage = FileStorage.of(directory);
        final JournalContext context = new JournalContext()
                .storage(storage)
                .segmentLength(32 << 20)
                .batchLengthMax(8 << 20)
                .reserveLength(0)
                .preparer(Runnable::run);
        try (Journal journal = Journal.open(context);
                FeedPublisher publisher = new FeedPublisher("tcp://127.0.0.1:*", feed)) {
            final LaneProcessor processor = new LaneProcessor(LaneRecords.LANE);
            try (LaneDepth depth = new LaneDepth(processor, journal.newReader())) {
                final FeedOutlet outlet = new FeedOutlet(publisher.lane(LaneRecords.LANE, LaneStart.BEGINNING), depth);
                for (int from = 0; from < records.size(); from += BATCH) {
                    batch(from, Math.min(records.size(), from + BATCH), processor, journal, outlet);
                }
            }
        }
    }

    private void batch(
            final int from,
            final int to,
            final LaneProcessor processor,
            final Journal journal,
            final FeedOutlet outlet) {
        while (!journal.hasRoom()) {
            Thread.onSpinWait();
        }
        final OutputChain chain = processor.chain();
        final long startNs = cpuNs();
        for (int i = from; i < to; i++) {
            value.wrap(records.get(i));
            final int length = processor.match(i, value, 0, value.capacity());
            journal.append(LaneAgent.RECORD_TYPE, processor.outputSequence(), processor.output(), 0, length);
            outputLength += length;
        }
        matchNs += cpuNs() - startNs;
        journal.seal();
        // The editor and the handler are called for all records in a row: a mark before the first and one behind the
        // last.
        mark = cpuNs();
        final RecordEditor link = (type, sequence, buffer, offset, length) -> chain.link(buffer, offset, length);
        final long wallNs = System.nanoTime();
        journal.force(link, (type, sequence, buffer, offset, length) -> {
            if (sequence == from + 1) {
                forceNs += cpuNs() - mark;
                forceWallNs += System.nanoTime() - wallNs;
                mark = cpuNs();
            }
            outlet.offer(sequence, buffer, offset, length, chain.lastHash());
        });
        outlet.flush();
        publishNs += cpuNs() - mark;
    }

    private static long cpuNs() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Rows: a step, and ns a record. */
    void report(final Report report) {
        final double count = records.size();
        report.table("Each step alone, one thread", "step", "ns/record");
        report.row("match, encode, gather", matchNs / count);
        report.row("hash, checksum, write", forceNs / count);
        report.row("the same, force waited for", forceWallNs / count);
        report.row("publish, keep the depth", publishNs / count);
        report.note(String.format(Locale.ROOT, "An output has %.0f bytes in the mean.", outputLength / count));
    }
}
