package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.FileStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lanes of released versions, as their files stood: today's code computes every output of theirs again, byte for byte, from
 * the first one and from each snapshot.
 */
class FrozenLaneTest {
    private static final int COUNT = 150;
    private static final List<String> FILES = List.of(
            "00000000000000000001.journal",
            "00000000000000000065.journal",
            "00000000000000000121.journal",
            "snapshot-00000000000000000080.bin",
            "snapshot-00000000000000000120.bin");

    @Test
    void shouldComputeVersion1Again(@TempDir final Path directory) throws IOException {
        final String hash = "cdb87766dd47edf918c4ee9586a4087c906675aa29088386bc699835bb761a89";
        copy("v1", directory);
        final SnapshotStore snapshots = new SnapshotStore(FileStorage.of(directory));
        assertEquals(List.of(120L, 80L), snapshots.sequences());
        for (final long sequence : List.of(120L, 80L, 0L)) {
            assertEquals(hash, recover(directory), "from snapshot " + sequence);
            if (sequence > 0) {
                assertTrue(snapshots.read(sequence).capacity() > 1000);
                Files.delete(directory.resolve(FILES.get(sequence == 120 ? 4 : 3)));
            }
        }
    }

    private static String recover(final Path directory) {
        try (LaneLife life =
                new LaneLife(FileStorage.of(directory), new MemoryRecordSource(List.of(), 1), new RecordingOutlet())) {
            assertEquals(COUNT, life.processor.outputSequence());
            return HexFormat.of().formatHex(life.processor.lastHash());
        }
    }

    private static void copy(final String version, final Path directory) throws IOException {
        for (final String name : FILES) {
            try (InputStream bytes = FrozenLaneTest.class.getResourceAsStream("/lane/" + version + "/" + name)) {
                Files.copy(bytes, directory.resolve(name));
            }
        }
    }

    /** Writes the files of a version that is about to be released, and prints its hash: argument 1 is where to. */
    public static void main(final String[] args) {
        final List<byte[]> records = Commands.random(77, COUNT).records();
        try (LaneLife life = new LaneLife(
                FileStorage.of(Path.of(args[0])), new MemoryRecordSource(records, 8), new RecordingOutlet())) {
            life.run();
            System.out.println(HexFormat.of().formatHex(life.processor.lastHash()));
        }
    }
}
