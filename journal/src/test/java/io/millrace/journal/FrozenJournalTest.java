package io.millrace.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals of released versions, as their files stood, read by today's code. */
class FrozenJournalTest {
    private static final long LAST_SEQUENCE = 120;

    @Test
    void shouldReadVersion1(@TempDir final Path directory) throws IOException {
        copy("v1", directory, 1, 57, 113);
        try (JournalReader reader = JournalReader.offline(FileStorage.of(directory))) {
            assertEquals(LAST_SEQUENCE, reader.forcedSequence());
            Records.verify(reader);
        }
        try (Journal journal = Journal.open(Records.context(FileStorage.of(directory)));
                JournalReader reader = journal.newReader()) {
            Records.commitUpTo(journal, LAST_SEQUENCE + 50, 7);
            Records.verify(reader);
        }
    }

    private static void copy(final String version, final Path directory, final long... firstSequences)
            throws IOException {
        for (final long firstSequence : firstSequences) {
            final String name = SegmentDescriptor.name(firstSequence);
            try (InputStream bytes = FrozenJournalTest.class.getResourceAsStream("/journal/" + version + "/" + name)) {
                Files.copy(bytes, directory.resolve(name));
            }
        }
    }

    /** Writes the files of a version that is about to be released: argument 1 is where to. */
    public static void main(final String[] args) {
        try (Journal journal = Journal.open(Records.context(FileStorage.of(Path.of(args[0]))))) {
            Records.commitUpTo(journal, LAST_SEQUENCE, 7);
        }
    }
}
