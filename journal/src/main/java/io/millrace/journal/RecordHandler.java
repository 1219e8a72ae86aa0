package io.millrace.journal;

import org.agrona.DirectBuffer;

/** Takes records as a reader finds them. */
@FunctionalInterface
public interface RecordHandler {
    /** One record, its checksum verified; the buffer is valid during the call. */
    void onRecord(int type, long sequence, DirectBuffer buffer, int offset, int length);
}
