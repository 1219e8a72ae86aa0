package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.recovery.ArchiveReader;
import io.millrace.ubscore.recovery.CorruptRecordingException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of a node that was killed give the state that it had, and no altered bit goes unseen. */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
class CoreReplayTest {
    private static final int USDT = 3;
    private static final int ORDERS = 20;
    /** Each takes a whole replay. */
    private static final int FLIPS = 12;

    @TempDir
    private static Path directory;

    private static Config config;
    private static Path dataDir;
    private static long lastOrderId;

    @BeforeAll
    static void runNode() throws Exception {
        final int port = Ports.freeRange(6);
        dataDir = directory.resolve("data");
        final String settings = "millrace.ubscore.data-dir = \"" + dataDir + "\"\n"
                + "millrace.ubscore.members = [\"127.0.0.1:" + port + "\"]\n"
                + "millrace.feed.engines = [{ lanes = [0, 1, 2, 3], publish = \"tcp://127.0.0.1:1\","
                + " replay = \"tcp://127.0.0.1:1\" }]\n"
                + "millrace.broker.bootstrap = \"127.0.0.1:1\"\n"
                // Many replays, each of an exchange of its own: tables start small.
                + "millrace.ubscore.memory.rows-at-start = 64\n"
                + "test.discard = true\n";
        config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
        try (NodeProcess node = new NodeProcess(directory, "node", settings);
                CoreClient client = new CoreClient("0=127.0.0.1:" + port)) {
            node.start();
            node.awaitReady();
            client.connect();
            client.transferIn(1001, USDT, 1_000_000, 0);
            trade(client, "a");
            node.snapshot();
            trade(client, "b");
            node.kill();
        }
    }

    private static void trade(final CoreClient client, final String prefix) {
        for (int i = 0; i < ORDERS; i++) {
            final CoreClient.Reply reply = client.order(1001, prefix + i, Side.BUY, 100, 10);
            assertEquals(Outcome.ACCEPTED, reply.outcome(), () -> "reason=" + reply.reason());
            lastOrderId = reply.orderId();
        }
    }

    @Test
    void shouldGiveTheSameStateFromTheStartAndFromTheSnapshot() {
        final CoreReplay whole = new CoreReplay(config, dataDir);
        final ArchiveReader.Snapshot snapshot = whole.archive().snapshots().get(0);
        final Records records = new Records(Long.MAX_VALUE);
        assertEquals(0, whole.run(snapshot.logPosition(), records));
        final CoreReplay loaded = new CoreReplay(config, dataDir);
        loaded.load(snapshot);
        assertArrayEquals(hash(whole.core()), hash(loaded.core()));
        assertEquals(ORDERS, whole.core().openOrderCount());
        whole.run(Long.MAX_VALUE, records);
        loaded.run(Long.MAX_VALUE, new Records(Long.MAX_VALUE));
        assertArrayEquals(hash(whole.core()), hash(loaded.core()));
        assertEquals(2 * ORDERS, whole.core().openOrderCount());
        assertEquals(2 * ORDERS, lastOrderId);
        assertEquals(whole.core().orderSequence(0), records.lastOrderSequence);
    }

    @Test
    void shouldStopAtTheSequenceAskedFor() {
        final CoreReplay replay = new CoreReplay(config, dataDir);
        replay.run(Long.MAX_VALUE, new Records(12));
        assertEquals(12, replay.core().coreSequence());
    }

    @Test
    void shouldNameFileAndPositionWhenAnyBitOfTheLogWasFlipped() throws IOException {
        final CoreReplay whole = new CoreReplay(config, dataDir);
        final Records records = new Records(Long.MAX_VALUE);
        final long logId = whole.archive().logRecordingId();
        whole.run(Long.MAX_VALUE, records);
        final long end = whole.position();
        final Path segment = segment(logId);
        final long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        final Random random = new Random(seed);
        for (int i = 0; i < FLIPS; i++) {
            final long place = (long) (random.nextDouble() * (end - 64));
            flip(segment, place);
            try {
                final CoreReplay replay = new CoreReplay(config, dataDir);
                final long at = place;
                final RuntimeException seen = assertThrows(
                        CorruptRecordingException.class,
                        () -> replay.run(Long.MAX_VALUE, records),
                        () -> "flip unseen place=" + at);
                assertTrue(seen.getMessage().contains("osition="), seen.getMessage());
            } finally {
                flip(segment, place);
            }
        }
    }

    @Test
    void shouldRefuseASnapshotWithAFlippedBit() throws IOException {
        final ArchiveReader.Snapshot snapshot =
                new ArchiveReader(dataDir).snapshots().get(0);
        final Path segment = segment(snapshot.recordingId());
        flip(segment, 200);
        try {
            final CoreReplay replay = new CoreReplay(config, dataDir);
            assertThrows(CorruptRecordingException.class, () -> replay.load(snapshot));
        } finally {
            flip(segment, 200);
        }
    }

    private static Path segment(final long recordingId) throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("archive"))) {
            final List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(recordingId + "-"))
                    .toList();
            assertEquals(1, found.size(), found.toString());
            return found.get(0);
        }
    }

    private static void flip(final Path file, final long place) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(place);
            final int value = bytes.read();
            bytes.seek(place);
            bytes.write(value ^ 1 << place % 8);
        }
    }

    private static byte[] hash(final BalanceCore core) {
        final byte[] hash = new byte[32];
        core.stateHash(hash);
        return hash;
    }

    private static final class Records implements CoreReplay.Listener {
        final long coreSequenceMax;
        long lastOrderSequence;

        Records(final long coreSequenceMax) {
            this.coreSequenceMax = coreSequenceMax;
        }

        @Override
        public void onRecord(final boolean isOrder, final int partition, final OutboxRecord record) {
            if (isOrder && partition == 0) {
                lastOrderSequence = record.sequence();
            }
        }

        @Override
        public boolean onCommand(final BalanceCore core) {
            return core.coreSequence() < coreSequenceMax;
        }
    }
}
