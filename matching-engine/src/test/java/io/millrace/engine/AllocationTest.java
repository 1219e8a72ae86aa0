package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.millrace.engine.egress.OutputOutlet;
import io.millrace.engine.ingress.RecordSource;
import io.millrace.engine.recovery.LaneSnapshots;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.FileStorage;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import io.millrace.schema.sbe.LaneStampEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Side;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a record at hand to its output forced in a file and handed to the outlet, a lane allocates nothing, whichever thread
 * forces. Left out are the Kafka client before, and the message that ZeroMQ keeps behind.
 */
class AllocationTest {
    private static final int POLL = 256;
    private static final int ROUNDS = 100;
    private static final int WARM_UPS = 4;
    /** The least of several counts: what the virtual machine allocates while it compiles is no command's cost. */
    private static final int STEPS = 12;
    /** Holds what all steps write: a new segment is no command's cost. */
    private static final int SEGMENT_LENGTH = 512 << 20;
    /** One write and one force of a file, whatever is in them. */
    private static final int BATCH_LENGTH = 64;

    @Test
    void shouldAllocateNothingPerCommand(@TempDir final Path directory) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final FileStorage storage = FileStorage.of(directory);
        final Journal journal = Journal.open(new JournalContext()
                .storage(storage)
                .segmentLength(SEGMENT_LENGTH)
                .batchLengthMax(1 << 20)
                .indexIntervalLength(SEGMENT_LENGTH)
                .reserveLength(0));
        final SteppedRunner runner = new SteppedRunner();
        final CountingOutlet outlet = new CountingOutlet();
        try (LaneAgent agent = new LaneAgent(
                new LaneProcessor(Commands.LANE),
                journal,
                new EndlessSource(),
                new LaneSnapshots(new SnapshotStore(storage), Long.MAX_VALUE, Runnable::run, 0),
                LaneClaim.inDirectory(directory.resolve("claim")),
                runner,
                head -> outlet,
                () -> 0)) {
            for (int i = 0; i < WARM_UPS; i++) {
                step(agent, runner);
            }
            long allocated = Long.MAX_VALUE;
            for (int i = 0; i < STEPS; i++) {
                final long published = outlet.count;
                final long before = threads.getCurrentThreadAllocatedBytes();
                step(agent, runner);
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
                assertEquals(ROUNDS * POLL, outlet.count - published, "commands in the measured part");
            }
            assertEquals(0, allocated / (ROUNDS * POLL), "bytes a command");
            assertTrue(allocated <= ROUNDS * BATCH_LENGTH, "bytes in " + ROUNDS + " batches: " + allocated);
        }
    }

    /** Half of the batches are forced by the lane itself, half as if beside it. */
    private static void step(final LaneAgent agent, final SteppedRunner runner) {
        for (int i = 0; i < ROUNDS; i++) {
            agent.doWork(1);
            runner.awaitIdle();
        }
    }

    private static final class CountingOutlet implements OutputOutlet {
        long count;

        @Override
        public void offer(
                final long sequence, final DirectBuffer buffer, final int offset, final int length, final byte[] hash) {
            count++;
        }

        @Override
        public void flush() {
            // Nothing was kept.
        }

        @Override
        public int doWork(final long nowNs) {
            return 0;
        }
    }

    /** The same orders again and again, each time with the next sequence; a book as full after a round as before. */
    private static final class EndlessSource implements RecordSource {
        private final List<byte[]> records = records();
        private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        private final LaneStampEncoder stamp = new LaneStampEncoder();
        private long offset = -1;
        private int remaining;
        private boolean hasMore;

        private static List<byte[]> records() {
            final Commands commands = new Commands().list(Commands.BTC_USDT);
            for (int i = 0; i < POLL / 4; i++) {
                commands.place(2 * i + 1, 1001, Side.SELL, 4_200_000 + i, 5)
                        .amend(2 * i + 1, 1001, 4_200_001 + i, 7)
                        .place(2 * i + 2, 1002, Side.BUY, 4_200_001 + i, 4)
                        .cancel(2 * i + 1, 1001);
            }
            return commands.records();
        }

        @Override
        public void seek(final long offset) {
            this.offset = offset - 1;
        }

        @Override
        public int poll(final boolean mayWait) {
            remaining = POLL;
            hasMore = !hasMore;
            return remaining;
        }

        @Override
        public boolean hasMore() {
            return hasMore;
        }

        @Override
        public boolean next() {
            if (remaining == 0) {
                return false;
            }
            remaining--;
            offset++;
            // The first record lists the instrument, once.
            final int index = offset == 0 ? 0 : 1 + (int) ((offset - 1) % (records.size() - 1));
            value.wrap(records.get(index));
            stamp.wrap(value, MessageHeaderEncoder.ENCODED_LENGTH).orderSequence(offset + 1);
            return true;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public DirectBuffer value() {
            return value;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
