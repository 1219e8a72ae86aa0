package io.millrace.exchange.audit;

import io.millrace.embedded.FileChecksum;
import io.millrace.embedded.StoreSeals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Files of an embedded store: each table's data against the digest that Cassandra wrote beside it, every file of an sstable against its
 * seal, statistics and commit log by the checksums in them. A damaged file that is read ends the store's process, so it is looked for
 * before anything is asked.
 */
final class StoreFileChecks implements StoreSeals.Listener {
    private static final String DATA = "-Data.db";
    private static final String STATISTICS = "-Statistics.db";
    private static final String DIGEST = "-Digest.crc32";
    private static final int LOOKS_AGAIN = 5;
    private static final long LOOK_INTERVAL_NS = 100_000_000;

    private final Path storeDir;
    private final Findings findings;
    private int unsealedCount;

    StoreFileChecks(final Path storeDir, final Findings findings) {
        this.storeDir = storeDir;
        this.findings = findings;
    }

    void run() {
        try {
            for (final Path table : files("data", DATA)) {
                check(table);
            }
            for (final Path statistics : files("data", STATISTICS)) {
                check(statistics, CassandraFiles::statisticsFault);
            }
            for (final Path segment : files("commitlog", ".log")) {
                check(segment, CassandraFiles::commitLogFault);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("store's files can't be read directory=" + storeDir, e);
        }
        new StoreSeals(storeDir).verify(this);
        if (unsealedCount > 0) {
            findings.note("sstables that are too young to have a seal=" + unsealedCount);
        }
    }

    private List<Path> files(final String directory, final String suffix) throws IOException {
        if (!Files.isDirectory(storeDir.resolve(directory))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(storeDir.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** A store that runs may be writing: what it has not finished is looked at again. */
    private void check(final Path file, final Function<ByteBuffer, String> fault) throws IOException {
        try {
            String found = fault.apply(ByteBuffer.wrap(Files.readAllBytes(file)));
            for (int again = 0; !found.isEmpty() && again < LOOKS_AGAIN; again++) {
                LockSupport.parkNanos(LOOK_INTERVAL_NS);
                found = fault.apply(ByteBuffer.wrap(Files.readAllBytes(file)));
            }
            findings.examined(1);
            if (!found.isEmpty()) {
                findings.add("file=" + file, found);
            }
        } catch (final NoSuchFileException e) {
            // Being written, or done with since it was listed.
            return;
        }
    }

    @Override
    public void onWhole(final Path file) {
        findings.examined(1);
    }

    @Override
    public void onDamaged(final Path file, final String found) {
        findings.examined(1);
        findings.add("file=" + file, found);
    }

    @Override
    public void onUnsealed(final Path components) {
        unsealedCount++;
    }

    private void check(final Path data) throws IOException {
        final String name = data.getFileName().toString();
        final Path digest = data.resolveSibling(name.substring(0, name.length() - DATA.length()) + DIGEST);
        try {
            final String expected =
                    Files.readString(digest, StandardCharsets.US_ASCII).strip();
            final String found = Long.toString(FileChecksum.of(data, new CRC32()));
            findings.examined(1);
            if (!found.equals(expected)) {
                findings.add("file=" + data, "sstable is not what was written digest=" + expected + " found=" + found);
            }
        } catch (final NoSuchFileException e) {
            // Being written, or compacted away since it was listed.
            return;
        }
    }
}
