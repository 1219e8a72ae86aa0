package io.millrace.engine;

import io.millrace.engine.ingress.RecordSource;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A partition in memory: the offset of a record is its index in the list, which may grow. */
final class MemoryRecordSource implements RecordSource {
    private final List<byte[]> records;
    private final int pollCountMax;
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private int nextOffset;
    private int endOffset;
    boolean closed;

    MemoryRecordSource(final List<byte[]> records, final int pollCountMax) {
        this.records = records;
        this.pollCountMax = pollCountMax;
    }

    @Override
    public void seek(final long offset) {
        nextOffset = (int) offset;
        endOffset = nextOffset;
    }

    @Override
    public int poll(final boolean mayWait) {
        if (nextOffset == endOffset) {
            endOffset = Math.min(records.size(), nextOffset + pollCountMax);
        }
        return endOffset - nextOffset;
    }

    @Override
    public boolean hasMore() {
        return nextOffset < records.size();
    }

    @Override
    public boolean next() {
        if (nextOffset == endOffset) {
            return false;
        }
        value.wrap(records.get(nextOffset++));
        return true;
    }

    @Override
    public long offset() {
        return nextOffset - 1L;
    }

    @Override
    public DirectBuffer value() {
        return value;
    }

    @Override
    public void close() {
        closed = true;
    }
}
