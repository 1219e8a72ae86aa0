package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.egress.ConfirmedProgress;
import io.millrace.journal.FileStorage;
import io.millrace.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments on a real disk go when all who need them have what is in them, chain services among them. */
class JournalPurgeTest {
    private static final int COUNT = 300;
    private static final int CHAIN_SOURCE = 7;

    @TempDir
    private Path directory;

    private final RecordingOutlet outlet = new RecordingOutlet();
    private final List<byte[]> records = Commands.random(21, COUNT).records();

    private LaneLife life(final ConfirmedProgress progress) {
        final LaneLife life = new LaneLife(FileStorage.of(directory), new MemoryRecordSource(records, 10), outlet);
        life.confirmed = progress::sequence;
        return life;
    }

    private static ConfirmedProgress allButTheChainService() {
        final ConfirmedProgress progress = new ConfirmedProgress(1, List.of(CHAIN_SOURCE));
        progress.onUbscore(0, COUNT);
        progress.onSettlement(COUNT);
        return progress;
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".journal")).count();
        }
    }

    @Test
    void shouldKeepWhatAChainServiceHasNotTaken() throws IOException {
        final ConfirmedProgress progress = allButTheChainService();
        try (LaneLife life = life(progress)) {
            life.run();
            final long all = segments();
            assertEquals(1, life.journal.earliestSequence(), "it has never spoken");

            progress.onChain(CHAIN_SOURCE, COUNT / 2);
            life.run();
            assertTrue(segments() < all, "nothing was purged segments=" + segments() + " of=" + all);
            assertHasAllFrom(COUNT / 2 + 1, life);
        }
        // The next life of the engine knows nobody's place until they tell it.
        final ConfirmedProgress anew = allButTheChainService();
        try (LaneLife life = life(anew)) {
            final long kept = segments();
            life.run();
            assertEquals(kept, segments());
            assertHasAllFrom(COUNT / 2 + 1, life);

            anew.onChain(CHAIN_SOURCE, COUNT);
            life.run();
            assertTrue(segments() < kept, "nothing was purged segments=" + segments() + " of=" + kept);
        }
    }

    private void assertHasAllFrom(final long first, final LaneLife life) {
        assertTrue(life.journal.earliestSequence() <= first, "earliest=" + life.journal.earliestSequence());
        try (JournalReader reader = life.reader()) {
            final int count = reader.read(first, COUNT, (type, sequence, buffer, offset, length) -> {
                final byte[] found = new byte[length];
                new UnsafeBuffer(buffer, offset, length).getBytes(0, found);
                assertArrayEquals(outlet.published.get(sequence), found);
            });
            assertEquals(COUNT - first + 1, count);
        }
    }
}
