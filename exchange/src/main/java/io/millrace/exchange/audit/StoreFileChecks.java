package io.millrace.exchange.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Files of an embedded store: each table's data against the digest that Cassandra wrote beside it. A damaged one that is read ends
 * the store's process, so it is looked for before anything is asked.
 */
final class StoreFileChecks {
    private static final String DATA = "-Data.db";
    private static final String DIGEST = "-Digest.crc32";
    private static final int PIECE_LENGTH = 1 << 20;

    private final Path storeDir;
    private final Findings findings;

    StoreFileChecks(final Path storeDir, final Findings findings) {
        this.storeDir = storeDir;
        this.findings = findings;
    }

    void run() {
        try (Stream<Path> files = Files.walk(storeDir.resolve("data"))) {
            final List<Path> tables = files.filter(
                            file -> file.getFileName().toString().endsWith(DATA))
                    .sorted()
                    .toList();
            for (final Path table : tables) {
                check(table);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("store's files can't be read directory=" + storeDir, e);
        }
    }

    private void check(final Path data) throws IOException {
        final String name = data.getFileName().toString();
        final Path digest = data.resolveSibling(name.substring(0, name.length() - DATA.length()) + DIGEST);
        try {
            final String expected =
                    Files.readString(digest, StandardCharsets.US_ASCII).strip();
            final String found = Long.toString(crc(data));
            findings.examined(1);
            if (!found.equals(expected)) {
                findings.add("file=" + data, "sstable is not what was written digest=" + expected + " found=" + found);
            }
        } catch (final NoSuchFileException e) {
            // Being written, or compacted away since it was listed.
            return;
        }
    }

    private static long crc(final Path file) throws IOException {
        final CRC32 crc = new CRC32();
        final byte[] piece = new byte[PIECE_LENGTH];
        try (InputStream bytes = Files.newInputStream(file)) {
            int length;
            while ((length = bytes.read(piece)) >= 0) {
                crc.update(piece, 0, length);
            }
        }
        return crc.getValue();
    }
}
