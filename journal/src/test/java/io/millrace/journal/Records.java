package io.millrace.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Records whose bytes follow from their sequence, so that what is read can be judged without a copy of it. */
final class Records {
    static final int TYPE = 7;

    private Records() {}

    static UnsafeBuffer payload(final long sequence) {
        final Random random = new Random(sequence);
        final byte[] bytes = new byte[1 + random.nextInt(90)];
        random.nextBytes(bytes);
        return new UnsafeBuffer(bytes);
    }

    static void append(final Journal journal, final int count) {
        for (int i = 0; i < count; i++) {
            final long sequence = journal.appendedSequence() + 1;
            final UnsafeBuffer payload = payload(sequence);
            if (!journal.append(TYPE, sequence, payload, 0, payload.capacity())) {
                journal.commit();
                i--;
            }
        }
    }

    /** Appends batches of one to {@code batchMax} records until {@code lastSequence} is forced. */
    static void commitUpTo(final Journal journal, final long lastSequence, final int batchMax) {
        while (journal.forcedSequence() < lastSequence) {
            final int batch = 1 + (int) (journal.forcedSequence() % batchMax);
            append(journal, (int) Math.min(batch, lastSequence - journal.forcedSequence()));
            journal.commit();
        }
    }

    /** Reads everything that is kept, and judges each byte. */
    static void verify(final JournalReader reader) {
        long sequence = reader.earliestSequence();
        int count;
        while ((count = reader.read(sequence, 10, Records::verify)) > 0) {
            sequence += count;
        }
        assertEquals(reader.forcedSequence() + 1, sequence);
    }

    static void verify(
            final int type, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        assertEquals(TYPE, type);
        assertEquals(payload(sequence), new UnsafeBuffer(buffer, offset, length), () -> "sequence=" + sequence);
    }

    static JournalContext context(final Storage storage) {
        return new JournalContext()
                .storage(storage)
                .segmentLength(4096)
                .batchLengthMax(1024)
                .indexIntervalLength(256)
                .reserveLength(0);
    }
}
