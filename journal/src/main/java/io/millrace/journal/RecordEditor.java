package io.millrace.journal;

import org.agrona.MutableDirectBuffer;

/** Sees each record of a batch before it gets its checksum. */
@FunctionalInterface
public interface RecordEditor {
    /** Leaves every record as it was appended. */
    RecordEditor NONE = (type, sequence, buffer, offset, length) -> {};

    /** May change the payload's bytes, not its length; the buffer is valid during the call. */
    void onRecord(int type, long sequence, MutableDirectBuffer buffer, int offset, int length);
}
