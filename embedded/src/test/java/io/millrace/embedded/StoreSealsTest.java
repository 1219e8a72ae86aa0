package io.millrace.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as a store lays them, each of whose bits is turned over. */
class StoreSealsTest {
    private static final List<String> COMPONENTS =
            List.of("Data.db", "Filter.db", "Index.db", "Statistics.db", "Digest.crc32", "TOC.txt");

    @TempDir
    private Path store;

    private final Random random = new Random(5);
    private StoreSeals seals;

    @BeforeEach
    void begin() {
        seals = new StoreSeals(store);
    }

    private Path sstable(final String name) throws IOException {
        final Path table = Files.createDirectories(store.resolve("data/k/t-1"));
        for (final String component : COMPONENTS) {
            final byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            Files.write(table.resolve(name + component), bytes);
        }
        final CRC32 digest = new CRC32();
        digest.update(Files.readAllBytes(table.resolve(name + "Data.db")));
        Files.writeString(table.resolve(name + "Digest.crc32"), Long.toString(digest.getValue()));
        return Files.writeString(table.resolve(name + "TOC.txt"), String.join("\n", COMPONENTS) + "\n");
    }

    private SealLooks look() {
        final SealLooks looks = new SealLooks();
        seals.verify(looks);
        return looks;
    }

    private static void flip(final Path file, final int bit) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, bytes);
    }

    @Test
    void shouldNameTheFileWhicheverByteIsDamaged() throws IOException {
        sstable("nb-1-big-");
        seals.seal(0);
        assertEquals(List.of(), look().damaged);
        final List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(store)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        assertEquals(COMPONENTS.size() + 1, files.size());
        for (final Path file : files) {
            if (file.toString().endsWith("Statistics.db")) {
                continue;
            }
            for (int position = 0; position < Files.size(file); position++) {
                final int bit = 8 * position + random.nextInt(8);
                flip(file, bit);
                final SealLooks looks = look();
                flip(file, bit);
                assertEquals(List.of(file), looks.damaged, "bit " + bit);
            }
        }
        assertEquals(COMPONENTS.size() - 1, look().whole.size());
    }

    @Test
    void shouldSealWhatIsOldEnoughOnce() throws IOException {
        final Path components = sstable("nb-1-big-");
        seals.seal(600_000);
        assertEquals(List.of(components), look().unsealed);
        Files.setLastModifiedTime(components, FileTime.fromMillis(System.currentTimeMillis() - 1_200_000));
        seals.seal(600_000);
        assertEquals(List.of(), look().unsealed);
        final Path filter = components.resolveSibling("nb-1-big-Filter.db");
        flip(filter, 7);
        seals.seal(0);
        assertEquals(List.of(filter), look().damaged, "a seal is not made anew");
    }

    @Test
    void shouldMissAFileAndForgetAnSstableThatIsGone() throws IOException {
        final Path components = sstable("nb-1-big-");
        seals.seal(0);
        final Path index = components.resolveSibling("nb-1-big-Index.db");
        final byte[] bytes = Files.readAllBytes(index);
        Files.delete(index);
        assertEquals(List.of(index), look().damaged);
        Files.write(index, bytes);
        final Path seal = store.resolve("seals/k/t-1/nb-1-big.seal");
        assertTrue(Files.exists(seal));
        Files.delete(components);
        seals.seal(0);
        assertFalse(Files.exists(seal));
        assertEquals(List.of(), look().damaged);
    }

    @Test
    void shouldSealAnewWhatGotTheNameOfAnother() throws IOException {
        final Path components = sstable("nb-1-big-");
        Files.setLastModifiedTime(components, FileTime.fromMillis(1_000_000));
        seals.seal(0);
        assertEquals(List.of(), look().unsealed);
        sstable("nb-1-big-");
        assertEquals(List.of(components), look().unsealed, "it is not held against the seal of another");
        seals.seal(0);
        final SealLooks looks = look();
        assertEquals(List.of(), looks.unsealed);
        assertEquals(List.of(), looks.damaged);
        assertEquals(COMPONENTS.size() - 1, looks.whole.size());
    }
}
