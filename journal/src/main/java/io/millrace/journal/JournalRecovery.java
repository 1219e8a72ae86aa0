package io.millrace.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Finds where a journal ends, and makes its last segment fit to be written on.
 *
 * <p>A batch is begun only when all before it are forced. So only the last batch can be torn: what is whole up to the last
 * end-of-batch mark stays, what follows is zeroed. A whole record of a later batch behind a damaged one says that forced
 * bytes have changed: that is corruption.
 */
final class JournalRecovery {
    private static final int WINDOW_LENGTH = 1 << 20;

    private final Storage storage;
    private StorageFile file;
    private int segmentLength;
    private long lastSequence;
    private long endPosition;
    private long lastBatchPosition;
    private long discardedLength;

    JournalRecovery(final Storage storage) {
        this.storage = storage;
    }

    /** The segments, ascending, without indexes. */
    static Segment[] list(final Storage storage) {
        final List<String> names = storage.names();
        return names.stream()
                .filter(SegmentDescriptor::isName)
                .map(name -> new Segment(SegmentDescriptor.firstSequence(name)))
                .toArray(Segment[]::new);
    }

    /** Finds the end of the last segment and fills its index; changes nothing. The file stays open. */
    void scan(final Segment segment, final int indexIntervalLength, final boolean writable) {
        file = writable ? storage.openWritable(segment.name()) : storage.open(segment.name());
        segmentLength = SegmentDescriptor.readHeader(file, segment.name());
        final RecordCursor cursor = new RecordCursor(file, segmentLength, Math.min(WINDOW_LENGTH, segmentLength));
        cursor.move(SegmentDescriptor.HEADER_LENGTH, segment.firstSequence());
        lastSequence = segment.firstSequence() - 1;
        endPosition = SegmentDescriptor.HEADER_LENGTH;
        lastBatchPosition = endPosition;
        RecordCursor.Found found;
        while ((found = cursor.next()) == RecordCursor.Found.RECORD) {
            if (cursor.isAtBatchStart()) {
                segment.index(lastSequence + 1, endPosition, indexIntervalLength);
                lastBatchPosition = endPosition;
                endPosition = cursor.position();
                lastSequence = cursor.nextSequence() - 1;
            }
        }
        final long later = cursor.findBatchAfter(lastSequence + 1);
        if (later >= 0) {
            throw new JournalCorruptException("damaged record before a whole one: segment=" + segment.name()
                    + " damaged-position=" + cursor.position() + " expected-sequence=" + cursor.nextSequence()
                    + " found=" + found + " whole-position=" + later);
        }
    }

    /**
     * Zeroes what stands behind the last whole batch, and writes that batch again: if its force failed in an earlier life,
     * the operating system may show bytes that the disk never got.
     */
    void repair() {
        final ByteBuffer batch = ByteBuffer.allocateDirect((int) (endPosition - lastBatchPosition));
        file.readFully(lastBatchPosition, batch);
        file.writeFully(lastBatchPosition, batch.flip());
        zeroTail();
        file.force();
    }

    private void zeroTail() {
        final RecordCursor cursor = new RecordCursor(file, segmentLength, Math.min(WINDOW_LENGTH, segmentLength));
        cursor.move(endPosition, lastSequence + 1);
        final long tornEnd = cursor.findZeros();
        discardedLength = tornEnd - endPosition;
        // A file cut short is made whole again: its blocks must be there before they are needed.
        final long end = file.length() < segmentLength ? segmentLength : tornEnd;
        final ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(WINDOW_LENGTH, segmentLength));
        for (long position = endPosition; position < end; position += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), end - position));
            file.writeFully(position, zeros);
        }
    }

    StorageFile file() {
        return file;
    }

    int segmentLength() {
        return segmentLength;
    }

    long lastSequence() {
        return lastSequence;
    }

    long endPosition() {
        return endPosition;
    }

    /** Bytes of a torn batch that were zeroed. */
    long discardedLength() {
        return discardedLength;
    }
}
