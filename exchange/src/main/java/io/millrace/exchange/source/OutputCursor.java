package io.millrace.exchange.source;

import io.millrace.journal.FileStorage;
import io.millrace.journal.JournalCorruptException;
import io.millrace.journal.JournalReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A lane's outputs one by one, out of its journal's files, read ahead in pieces. One thread. */
public final class OutputCursor implements AutoCloseable {
    /** Records of a journal that are outputs. */
    private static final int RECORD_TYPE = 1;

    private static final int COUNT_MAX = 8192;
    /** Holds the largest output more than once. */
    private static final int LENGTH_MAX = 8 << 20;

    private static final int OPEN_ATTEMPTS = 5;

    private final JournalReader reader;
    private final Path directory;
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LENGTH_MAX]);
    private final int[] offsets = new int[COUNT_MAX + 1];
    private int count;
    private int index = -1;
    private long firstSequence;

    private OutputCursor(final JournalReader reader, final Path directory) {
        this.reader = reader;
        this.directory = directory;
        firstSequence = reader.earliestSequence();
    }

    /** Before the first output that the journal keeps; null if there is no journal. */
    public static OutputCursor open(final Path laneDir) {
        if (!Files.isDirectory(laneDir)) {
            return null;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return new OutputCursor(JournalReader.offline(FileStorage.of(laneDir)), laneDir);
            } catch (final JournalCorruptException e) {
                // The writer may have gone on between two looks at the tail.
                if (attempt == OPEN_ATTEMPTS) {
                    throw damaged(laneDir, e);
                }
            } catch (final IllegalStateException e) {
                return null;
            }
        }
    }

    /** First sequence that is kept. */
    public long earliestSequence() {
        return reader.earliestSequence();
    }

    /** Last sequence that was there at the opening. */
    public long headSequence() {
        return reader.forcedSequence();
    }

    /** Stands before an output; {@link #next} goes to it. */
    public void seek(final long sequence) {
        firstSequence = sequence;
        count = 0;
        index = -1;
    }

    /** Goes to the next output; false at the end. */
    public boolean next() {
        if (++index < count) {
            return true;
        }
        firstSequence += count;
        count = 0;
        index = 0;
        if (firstSequence > reader.forcedSequence()) {
            return false;
        }
        try {
            if (reader.read(firstSequence, this::take) == JournalReader.PURGED) {
                throw new CorruptSourceException(
                        "journal was purged meanwhile directory=" + directory + " sequence=" + firstSequence);
            }
        } catch (final JournalCorruptException e) {
            throw damaged(directory, e);
        }
        return count > 0;
    }

    private static CorruptSourceException damaged(final Path directory, final JournalCorruptException e) {
        return new CorruptSourceException("journal is damaged directory=" + directory + " " + e.getMessage(), e);
    }

    private boolean take(
            final int type, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        if (type != RECORD_TYPE) {
            throw new CorruptSourceException("record of the journal is no output directory=" + directory + " sequence="
                    + sequence + " type=" + type);
        }
        if (count == COUNT_MAX || offsets[count] + length > LENGTH_MAX) {
            return false;
        }
        bytes.putBytes(offsets[count], buffer, offset, length);
        offsets[count + 1] = offsets[count] + length;
        count++;
        return true;
    }

    /** Where the output's bytes are, until the next call of {@link #next}. */
    public DirectBuffer buffer() {
        return bytes;
    }

    public int offset() {
        return offsets[index];
    }

    public int length() {
        return offsets[index + 1] - offsets[index];
    }

    public long sequence() {
        return firstSequence + index;
    }

    @Override
    public void close() {
        reader.close();
    }
}
