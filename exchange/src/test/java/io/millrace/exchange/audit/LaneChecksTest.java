package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.run.RunDirectory;
import io.millrace.exchange.tool.Place;
import io.millrace.journal.FileStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lane's snapshots that are not the states that it passes, planted. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LaneChecksTest {
    private static final int LANE = 1;
    private static final int COUNT = 3000;
    private static final int INTERVAL = 1000;
    private static final int FLIPS = 8;

    @TempDir
    private Path directory;

    private LaneFiles files;
    private Findings matching;

    @BeforeEach
    void write() throws IOException {
        files = new LaneFiles(directory, LANE, 7).write(COUNT, INTERVAL);
    }

    private void check() {
        matching = new Findings("matching");
        final Findings chain = new Findings("chain");
        final Place place = new Place(
                ExchangeConfig.effective(ConfigFactory.parseString(
                        "millrace.engine.data-dir = \"" + directory.resolve("engine") + "\"")),
                new RunDirectory(directory));
        new LaneChecks(place, matching, chain).run(2, false);
        assertTrue(chain.isClean(), chain.toText());
        assertEquals((long) COUNT, matching.toMap().get("examined"));
    }

    @Test
    void shouldFindNothingWhereSnapshotsAreTheStatesPassed() {
        check();
        assertTrue(matching.isClean(), matching.toText());
    }

    @Test
    void shouldNameTheSnapshotInWhichAnyBitWasFlipped() throws IOException {
        final Path snapshot = files.laneDir.resolve("snapshot-00000000000000003000.bin");
        final long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        final Random random = new Random(seed);
        for (int i = 0; i < FLIPS; i++) {
            final long at = (long) (random.nextDouble() * Files.size(snapshot));
            Flip.during(snapshot, at, random.nextInt(Byte.SIZE), this::check);
            assertFound("snapshot directory=" + files.laneDir + " output-sequence=3000", "not what was written");
        }
    }

    @Test
    void shouldNameTheSnapshotThatIsAnotherState() {
        final SnapshotStore snapshots = new SnapshotStore(FileStorage.of(files.laneDir));
        final DirectBuffer payload = snapshots.read(2000);
        final byte[] forged = new byte[payload.capacity()];
        payload.getBytes(0, forged);
        forged[forged.length / 2] ^= 1;
        snapshots.write(2000, new UnsafeBuffer(forged), forged.length);
        check();
        assertFound(
                "snapshot lane=1 output-sequence=2000",
                "state differs invariant=I8 first-difference=" + forged.length / 2);
    }

    private void assertFound(final String place, final String detail) {
        assertEquals(1, matching.count(), matching.toText());
        assertEquals(place, matching.kept().get(0).place());
        assertTrue(matching.kept().get(0).detail().contains(detail), matching.toText());
    }
}
