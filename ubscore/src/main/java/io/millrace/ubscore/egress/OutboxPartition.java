package io.millrace.ubscore.egress;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The records of one stream's partition that the broker has not acknowledged yet: a bounded ring of bytes, part of the
 * replicated state.
 *
 * <pre>
 *    0             4           8           16       16 + k        aligned to 8
 *   +-------------+-----------+-----------+--------+-------------+
 *   | valueLength | keyLength | sequence  | key    | value       |   an entry never crosses a chunk
 *   +-------------+-----------+-----------+--------+-------------+   valueLength -1: the rest of the chunk is unused
 * </pre>
 *
 * Positions count bytes from the first record ever, gaps at chunk ends included, and are part of the snapshot: so all nodes agree
 * on how much room there is. Written by the service's thread alone; {@link #read} may be called by one other thread at the same
 * time.
 */
public final class OutboxPartition {
    /** Memory is taken chunk by chunk, when it is needed; what was let go of is taken first, while the caches still have it. */
    public static final int CHUNK_LENGTH = 1 << 20;
    /** No entry is longer, header and padding included; room is counted in these. */
    public static final int ENTRY_LENGTH_MAX = 512;

    static final int HEADER_LENGTH = 16;
    private static final int PADDING = -1;
    private static final int ALIGNMENT = Long.BYTES;

    /** By position, as far as they are between tail and head, which may both stand within a chunk: one more than the capacity has. */
    private final UnsafeBuffer[] chunks;
    /** Let go of, the newest last; never more than {@link #chunks}. */
    private final ArrayDeque<UnsafeBuffer> spares = new ArrayDeque<>();

    private final long capacity;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong lastSequence = new AtomicLong();
    private final AtomicLong acknowledgedSequence = new AtomicLong();
    private final AtomicLong acknowledgedOffset = new AtomicLong(-1);

    /** An empty ring of {@code capacity} bytes, a multiple of {@link #CHUNK_LENGTH}. */
    public OutboxPartition(final long capacity) {
        if (capacity <= 0 || capacity % CHUNK_LENGTH != 0) {
            throw new IllegalArgumentException("outbox capacity must be whole chunks capacity=" + capacity);
        }
        this.capacity = capacity;
        chunks = new UnsafeBuffer[(int) (capacity / CHUNK_LENGTH) + 1];
    }

    /** Whether {@code count} more entries of the greatest length fit with {@code reserve} bytes left over. */
    public boolean hasRoom(final int count, final long reserve) {
        return head.getPlain() - tail.getPlain() + (long) count * ENTRY_LENGTH_MAX + reserve <= capacity;
    }

    /** Takes a record. The caller has asked for room, and sequences are contiguous: anything else is a breach. */
    public void append(
            final long sequence,
            final DirectBuffer key,
            final int keyLength,
            final DirectBuffer value,
            final int valueLength) {
        final int length = BitUtil.align(HEADER_LENGTH + keyLength + valueLength, ALIGNMENT);
        if (sequence != lastSequence.getPlain() + 1 || length > ENTRY_LENGTH_MAX) {
            throw new IllegalStateException("outbox record out of place sequence=" + sequence + " lastSequence="
                    + lastSequence + " length=" + length);
        }
        final long position = claim(length);
        final UnsafeBuffer chunk = chunkAt(position);
        final int offset = (int) (position % CHUNK_LENGTH);
        chunk.putInt(offset, valueLength);
        chunk.putInt(offset + 4, keyLength);
        chunk.putLong(offset + 8, sequence);
        chunk.putBytes(offset + HEADER_LENGTH, key, 0, keyLength);
        chunk.putBytes(offset + HEADER_LENGTH + keyLength, value, 0, valueLength);
        lastSequence.setRelease(sequence);
        head.setRelease(position + length);
    }

    private long claim(final int length) {
        long position = head.getPlain();
        final int left = CHUNK_LENGTH - (int) (position % CHUNK_LENGTH);
        if (left < length) {
            // Also where a snapshot has nothing of this chunk: a reader comes by here.
            final UnsafeBuffer rest = chunkAt(position);
            if (left >= HEADER_LENGTH) {
                rest.putInt((int) (position % CHUNK_LENGTH), PADDING);
            }
            position += left;
        }
        if (position + length - tail.getPlain() > capacity) {
            throw new IllegalStateException(
                    "outbox overrun head=" + head.getPlain() + " tail=" + tail.getPlain() + " capacity=" + capacity);
        }
        return position;
    }

    private UnsafeBuffer chunkAt(final long position) {
        final int index = chunkIndex(position);
        if (chunks[index] == null) {
            chunks[index] = spares.isEmpty() ? new UnsafeBuffer(new byte[CHUNK_LENGTH]) : spares.removeLast();
        }
        return chunks[index];
    }

    private int chunkIndex(final long position) {
        return (int) (position / CHUNK_LENGTH % chunks.length);
    }

    /** Moves the tail; a reader that is still at what it passes over finds out when it has copied. */
    private void letGo(final long from, final long to) {
        tail.setRelease(to);
        VarHandle.storeStoreFence();
        for (long passed = from / CHUNK_LENGTH; passed < to / CHUNK_LENGTH; passed++) {
            final int index = (int) (passed % chunks.length);
            spares.addLast(chunks[index]);
            chunks[index] = null;
        }
    }

    /**
     * Lets go of all records up to a sequence that the broker has, the last of them at {@code recordOffset} there; returns false
     * if that was known.
     */
    public boolean acknowledge(final long sequence, final long recordOffset) {
        if (sequence <= acknowledgedSequence.getPlain()) {
            return false;
        }
        if (sequence > lastSequence.getPlain()) {
            throw new IllegalStateException(
                    "acknowledged what was never written sequence=" + sequence + " lastSequence=" + lastSequence);
        }
        final long from = tail.getPlain();
        long position = from;
        for (long next = acknowledgedSequence.getPlain() + 1; next <= sequence; next++) {
            position = entryPosition(position, chunkAt(position));
            position += entryLength(position);
        }
        acknowledgedSequence.setRelease(sequence);
        acknowledgedOffset.setRelease(recordOffset);
        letGo(from, position);
        return true;
    }

    /** Where the first entry at or behind a position stands: there, or at the start of the next chunk. */
    private static long entryPosition(final long position, final UnsafeBuffer chunk) {
        final int offset = (int) (position % CHUNK_LENGTH);
        final int left = CHUNK_LENGTH - offset;
        return left < HEADER_LENGTH || chunk.getInt(offset) == PADDING ? position + left : position;
    }

    private int entryLength(final long position) {
        final UnsafeBuffer chunk = chunkAt(position);
        final int offset = (int) (position % CHUNK_LENGTH);
        return BitUtil.align(HEADER_LENGTH + chunk.getInt(offset) + chunk.getInt(offset + 4), ALIGNMENT);
    }

    /**
     * Copies the first record at or behind a position. May be called from another thread.
     *
     * @return false if there is none yet, or if the position was let go of meanwhile: then {@link #tailPosition()} tells where to
     *     go on from.
     */
    public boolean read(final long position, final OutboxRecord record) {
        if (position >= head.getAcquire() || position < tail.getAcquire()) {
            return false;
        }
        final UnsafeBuffer first = chunks[chunkIndex(position)];
        final long at = first == null ? position : entryPosition(position, first);
        if (first == null || at >= head.getAcquire()) {
            return false;
        }
        final UnsafeBuffer chunk = chunks[chunkIndex(at)];
        if (chunk == null || !copy(chunk, at, record)) {
            return false;
        }
        VarHandle.acquireFence();
        return tail.getAcquire() <= position;
    }

    /** Copies what may be an entry; false if it can't be one, because its chunk was let go of. */
    private static boolean copy(final UnsafeBuffer chunk, final long position, final OutboxRecord record) {
        final int offset = (int) (position % CHUNK_LENGTH);
        final int valueLength = chunk.getInt(offset);
        final int keyLength = chunk.getInt(offset + 4);
        final int lengthMax = Math.min(ENTRY_LENGTH_MAX, CHUNK_LENGTH - offset) - HEADER_LENGTH;
        if (valueLength < 0 || keyLength < 0 || valueLength > lengthMax || keyLength > lengthMax - valueLength) {
            return false;
        }
        record.copy(chunk, offset, keyLength, valueLength);
        record.nextPosition = position + BitUtil.align(HEADER_LENGTH + keyLength + valueLength, ALIGNMENT);
        return true;
    }

    /** Position of the first record that is not acknowledged. */
    public long tailPosition() {
        return tail.getAcquire();
    }

    /** Position behind the last record. */
    public long headPosition() {
        return head.getAcquire();
    }

    /** Last sequence written; 0: none. */
    public long lastSequence() {
        return lastSequence.getAcquire();
    }

    /** Last sequence that the broker has; 0: none. */
    public long acknowledgedSequence() {
        return acknowledgedSequence.getAcquire();
    }

    /** Offset of that record in the broker's partition; -1: none. */
    public long acknowledgedOffset() {
        return acknowledgedOffset.getAcquire();
    }

    /** Goes back to what a snapshot holds: its numbers first, then the bytes between tail and head by {@link #restore}. */
    public void restorePositions(
            final long tailPosition,
            final long headPosition,
            final long lastSequence,
            final long acknowledgedSequence,
            final long acknowledgedOffset) {
        if (tailPosition < 0 || headPosition < tailPosition || headPosition - tailPosition > capacity) {
            throw new IllegalStateException("outbox positions do not fit tail=" + tailPosition + " head=" + headPosition
                    + " capacity=" + capacity);
        }
        this.lastSequence.setRelease(lastSequence);
        this.acknowledgedSequence.setRelease(acknowledgedSequence);
        this.acknowledgedOffset.setRelease(acknowledgedOffset);
        tail.setRelease(tailPosition);
        head.setRelease(headPosition);
    }

    /** Puts back bytes that stood at a position; they do not cross a chunk. */
    public void restore(final long position, final DirectBuffer buffer, final int offset, final int length) {
        chunkAt(position).putBytes((int) (position % CHUNK_LENGTH), buffer, offset, length);
    }

    /** Shows all bytes from tail to head, chunk by chunk, at most {@code lengthMax} at once. */
    public void forEachRun(final int lengthMax, final RunConsumer consumer) {
        final long end = head.getPlain();
        long position = tail.getPlain();
        while (position < end) {
            final int inChunk = CHUNK_LENGTH - (int) (position % CHUNK_LENGTH);
            final int length = (int) Math.min(Math.min(inChunk, lengthMax), end - position);
            consumer.onRun(position, chunkAt(position), (int) (position % CHUNK_LENGTH), length);
            position += length;
        }
    }

    /** Shown runs of bytes with the position at which they stand. */
    @FunctionalInterface
    public interface RunConsumer {
        /** The next run; valid during the call. */
        void onRun(long position, DirectBuffer buffer, int offset, int length);
    }
}
