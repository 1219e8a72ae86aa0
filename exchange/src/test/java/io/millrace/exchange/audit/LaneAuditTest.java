package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.LaneProcessor;
import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.exchange.source.FileTopics;
import io.millrace.exchange.source.OutputCursor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a lane's journal, its input and its witnesses can disagree, planted. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LaneAuditTest {
    private static final int LANE = 1;
    private static final int COUNT = 3000;

    @TempDir
    private Path directory;

    private Findings matching;
    private Findings chain;
    private LaneAudit audit;

    @BeforeEach
    void begin() {
        matching = new Findings("matching");
        chain = new Findings("chain");
        audit = new LaneAudit(LANE, matching, chain);
    }

    private LaneFiles files() throws IOException {
        return new LaneFiles(directory, LANE, 7);
    }

    private void run(final LaneFiles files) {
        try (FileTopics orders = new FileTopics(files.brokerDir);
                OutputCursor journal = OutputCursor.open(files.laneDir)) {
            audit.run(new LaneProcessor(LANE), orders, journal, count -> {});
            audit.finish();
        }
    }

    @Test
    void shouldFindNothingWhereAllIsAsItWasWritten() throws IOException {
        final LaneFiles files = files().write(COUNT, 1000);
        audit.expectHash(COUNT, files.processor.lastHash(), "store");
        run(files);
        assertTrue(matching.isClean() && chain.isClean(), matching.toText() + chain.toText());
        assertEquals(COUNT, ((Number) matching.toMap().get("examined")).intValue());
    }

    @Test
    void shouldShowTheFirstForgedOutputSideBySide() throws IOException {
        final LaneFiles files = files().forging((sequence, bytes) -> {
                    if (sequence == 2000) {
                        bytes[8 + 2] ^= 1;
                    }
                })
                .write(COUNT, 10_000);
        run(files);
        assertEquals(1, matching.count());
        final Findings.Finding finding = matching.kept().get(0);
        assertTrue(finding.place().contains("output-sequence=2000"), finding.place());
        assertTrue(finding.detail().contains("shard"), finding.detail());
        assertTrue(finding.detail().contains("journal"), finding.detail());
        assertTrue(chain.kept().get(0).place().contains("output-sequence=2001"), chain.toText());
    }

    @Test
    void shouldNameAWitnessWhoseHashDiffers() throws IOException {
        final LaneFiles files = files().write(COUNT, 10_000);
        final byte[] hash = files.processor.lastHash().clone();
        hash[5] ^= 4;
        audit.expectHash(COUNT, hash, "store");
        run(files);
        assertEquals(1, chain.count());
        assertTrue(chain.kept().get(0).place().contains("source=store"), chain.toText());
    }

    @Test
    void shouldNameAWitnessThatIsAheadOfTheJournal() throws IOException {
        final LaneFiles files = files().write(COUNT, 10_000);
        audit.expectHash(COUNT + 1, new byte[32], "store");
        run(files);
        assertTrue(chain.kept().get(0).detail().contains("ahead of the journal"), chain.toText());
    }

    @Test
    void shouldNameOutputsWhoseCommandsAreGone() throws IOException {
        final LaneFiles files = files().write(COUNT, 10_000);
        Files.write(files.ordersSegment(), new byte[0]);
        run(files);
        assertTrue(matching.kept().get(0).detail().contains("not in orders"), matching.toText());
    }

    @Test
    void shouldNameTheSegmentWhenABitOfTheJournalIsFlipped() throws IOException {
        final LaneFiles files = files().write(COUNT, 10_000);
        final Path segment = files.laneDir.resolve("00000000000000000001.journal");
        final Random random = new Random(3);
        for (int i = 0; i < 25; i++) {
            // Records begin behind the segment's header; alignment between them is no record's.
            final long place = 64 + random.nextInt(500_000);
            if (isPadding(segment, place)) {
                continue;
            }
            begin();
            Flip.during(segment, place, random.nextInt(8), () -> {
                audit.expectHash(COUNT, files.processor.lastHash(), "store");
                final CorruptSourceException seen =
                        assertThrows(CorruptSourceException.class, () -> run(files), () -> "place=" + place);
                assertTrue(seen.getMessage().contains("lane-0001 "), seen.getMessage());
                assertTrue(seen.getMessage().contains("segment="), seen.getMessage());
            });
        }
    }

    /** Up to seven zeros behind a record belong to nobody. */
    private static boolean isPadding(final Path file, final long place) throws IOException {
        try (var bytes = Files.newByteChannel(file)) {
            bytes.position(place);
            final ByteBuffer one = ByteBuffer.allocate(1);
            bytes.read(one);
            return one.get(0) == 0;
        }
    }

    @Test
    void shouldNameFileAndPositionWhenABitOfTheTopicIsFlipped() throws IOException {
        final LaneFiles files = files().write(COUNT, 10_000);
        final Path segment = files.ordersSegment();
        final Random random = new Random(4);
        for (int i = 0; i < 25; i++) {
            final long place = random.nextInt((int) Files.size(segment));
            begin();
            Flip.during(segment, place, random.nextInt(8), () -> {
                final CorruptSourceException seen =
                        assertThrows(CorruptSourceException.class, () -> run(files), () -> "place=" + place);
                assertTrue(seen.getMessage().contains("orders-1"), seen.getMessage());
            });
        }
    }

    @Test
    @Tag("long")
    void shouldSayHowManyOutputsItReadsInASecond() throws Exception {
        final int count = 1_000_000;
        final Thread[] lanes = new Thread[2];
        final LaneFiles[] files = new LaneFiles[lanes.length];
        for (int i = 0; i < lanes.length; i++) {
            files[i] = new LaneFiles(directory, i, i).write(count, count * 2);
        }
        final AtomicLong cpuNs = new AtomicLong();
        final long startNs = System.nanoTime();
        for (int i = 0; i < lanes.length; i++) {
            final int lane = i;
            lanes[i] = new Thread(() -> {
                final LaneAudit each = new LaneAudit(lane, matching, chain);
                try (FileTopics orders = new FileTopics(files[lane].brokerDir);
                        OutputCursor journal = OutputCursor.open(files[lane].laneDir)) {
                    each.run(new LaneProcessor(lane), orders, journal, done -> {});
                    each.finish();
                }
                cpuNs.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            });
            lanes[i].start();
        }
        for (final Thread lane : lanes) {
            lane.join();
        }
        final long tookNs = System.nanoTime() - startNs;
        System.out.println("audit outputs=" + lanes.length * count + " lanes=" + lanes.length + " outputs_per_s="
                + lanes.length * count * 1_000_000_000L / tookNs + " outputs_per_cpu_s="
                + lanes.length * count * 1_000_000_000L / cpuNs.get());
        assertTrue(matching.isClean() && chain.isClean(), matching.toText() + chain.toText());
        assertFalse(matching.toMap().get("examined").equals(0L));
    }
}
