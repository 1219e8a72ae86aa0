package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.exchange.tool.ToolExit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One bit of each kind of file of a stopped exchange turned over: the audit ends with 1 and names the place. */
@Tag("long")
@Timeout(value = 3600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamageTest {
    private static final int ORDERS = 1_500;
    private static final String CONFIG =
            """
            millrace.engine.snapshot-interval = 200
            millrace.ubscore.snapshot.log-length = 256 KiB
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final Random random = new Random(seed());
    private RunningExchange exchange;

    private static long seed() {
        final long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        return seed;
    }

    /** A kind of file: which ones, where damage in them counts, and what the audit must say. */
    private record Place(String glob, long from, String named) {}

    private static final List<Place> PLACES = List.of(
            new Place("engine/lane-0000/*.journal", 64, "engine/lane-0000"),
            new Place("engine/lane-0000/snapshot-*.bin", 0, "engine/lane-0000"),
            new Place("broker/log/orders-0/*.log", 0, "orders-0"),
            new Place("broker/log/balance.events-*/*.log", 0, "balance.events-"),
            new Place("broker/log/balance.operations-*/*.log", 0, "balance.operations-"),
            new Place("ubscore/archive/*.rec", 0, "recording"),
            new Place("store/data/millrace/*/*-Data.db", 0, "-Data.db"),
            new Place("store/data/millrace/balance_ledger-*/*", 0, "/balance_ledger-"),
            new Place("store/seals/millrace/balance_ledger-*/*", 0, "/balance_ledger-"),
            new Place("store/data/system_schema/tables-*/*-Filter.db", 0, "-Filter.db"),
            new Place("store/commitlog/*.log", 0, "CommitLog-"));

    @Test
    void shouldNameThePlaceOfOneBit() throws IOException {
        exchange = new RunningExchange(directory, CONFIG);
        exchange.up();
        trade(new TradingClient(exchange.httpAddress()));
        exchange.down();
        final RunningExchange.Result whole = exchange.audit();
        assertEquals(ToolExit.EQUAL, whole.exitCode(), whole.output());
        for (final Place place : PLACES) {
            flipEach(place);
        }
        final RunningExchange.Result mended = exchange.audit();
        assertEquals(ToolExit.EQUAL, mended.exitCode(), mended.output());
    }

    private static void trade(final TradingClient client) throws IOException {
        client.transferIn(1401, "USDT", "1000000");
        client.transferIn(1402, "BTC", "100");
        try (Load load = new Load(client, 1401, 1402, "damage-")) {
            Await.until("orders are accepted", () -> load.acceptedCount() >= ORDERS);
        }
    }

    private void flipEach(final Place place) throws IOException {
        final List<Path> files = files(place.glob());
        assertFalse(files.isEmpty(), place.glob());
        for (final Path file : files) {
            final long at = written(file, place.from());
            if (at < 0) {
                continue;
            }
            final int mask = 1 << random.nextInt(8);
            flip(file, at, mask);
            final RunningExchange.Result found =
                    place.glob().startsWith("store/") ? exchange.audit() : exchange.auditWithoutStore();
            flip(file, at, mask);
            final String told =
                    "file=" + exchange.dataDir().relativize(file) + " position=" + at + "\n" + found.output();
            System.out.println(told);
            assertEquals(ToolExit.MISMATCH, found.exitCode(), told);
            assertTrue(found.output().contains(place.named()), told);
        }
    }

    private List<Path> files(final String glob) throws IOException {
        final var matcher =
                exchange.dataDir().getFileSystem().getPathMatcher("glob:" + exchange.dataDir() + "/" + glob);
        try (Stream<Path> all = Files.walk(exchange.dataDir())) {
            return all.filter(matcher::matches).sorted().toList();
        }
    }

    /** A byte at random that is not of the zeros that files are allocated with; -1: there is none. */
    private long written(final Path file, final long from) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        long end = bytes.length;
        while (end > from && bytes[(int) end - 1] == 0) {
            end--;
        }
        for (int attempt = 0; end > from && attempt < 10_000; attempt++) {
            final int at = (int) (from + random.nextInt((int) (end - from)));
            if (bytes[at] != 0) {
                return at;
            }
        }
        return -1;
    }

    private static void flip(final Path file, final long position, final int mask) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            final int value = bytes.read();
            bytes.seek(position);
            bytes.write(value ^ mask);
        }
    }
}
