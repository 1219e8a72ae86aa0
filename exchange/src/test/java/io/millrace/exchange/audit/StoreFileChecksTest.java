package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.embedded.StoreSeals;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files of a store that are not what their digests say, planted. */
class StoreFileChecksTest {
    @TempDir
    private Path store;

    private final Findings findings = new Findings("store");

    private Path table(final String name, final byte[] bytes) throws IOException {
        final Path directory = Files.createDirectories(store.resolve("data/millrace/orders-1"));
        final CRC32 crc = new CRC32();
        crc.update(bytes);
        Files.writeString(directory.resolve(name + "-Digest.crc32"), Long.toString(crc.getValue()));
        return Files.write(directory.resolve(name + "-Data.db"), bytes);
    }

    @Test
    void shouldNameTheFileInWhichABitWasFlipped() throws IOException {
        table("nb-1-big", new byte[100_000]);
        final Path damaged = table("nb-2-big", new byte[3_000_000]);
        Flip.during(damaged, 2_500_000, 3, new StoreFileChecks(store, findings)::run);
        assertEquals(1, findings.count(), findings.toText());
        assertEquals("file=" + damaged, findings.kept().get(0).place());
        assertEquals(2L, findings.toMap().get("examined"));
    }

    @Test
    void shouldNameSealedFilesStatisticsAndCommitLogs() throws IOException {
        final Path data = table("nb-1-big", new byte[10]);
        final Path filter = Files.write(data.resolveSibling("nb-1-big-Filter.db"), new byte[100]);
        Files.writeString(data.resolveSibling("nb-1-big-TOC.txt"), "Data.db\nFilter.db\n");
        new StoreSeals(store).seal(0);
        final Path statistics = Files.write(data.resolveSibling("nb-1-big-Statistics.db"), kept("Statistics.db"));
        final Path log = Files.write(
                Files.createDirectories(store.resolve("commitlog")).resolve("CommitLog-7-1.log"),
                kept("CommitLog-7.log"));
        for (final Path file : List.of(filter, statistics, log)) {
            final Findings each = new Findings("store");
            Flip.during(file, 50, 3, new StoreFileChecks(store, each)::run);
            assertEquals(1, each.count(), each.toText());
            assertEquals("file=" + file, each.kept().get(0).place());
        }
        new StoreFileChecks(store, findings).run();
        assertTrue(findings.isClean(), findings.toText());
    }

    private static byte[] kept(final String name) throws IOException {
        try (InputStream file = StoreFileChecksTest.class.getResourceAsStream("/store/" + name)) {
            return file.readAllBytes();
        }
    }

    @Test
    void shouldPassOverWhatIsBeingWritten() throws IOException {
        final Path whole = table("nb-1-big", new byte[10]);
        Files.write(whole.resolveSibling("nb-2-big-Data.db"), new byte[10]);
        new StoreFileChecks(store, findings).run();
        assertTrue(findings.isClean(), findings.toText());
        assertEquals(1L, findings.toMap().get("examined"));
    }
}
