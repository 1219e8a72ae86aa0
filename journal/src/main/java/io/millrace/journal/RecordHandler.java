package io.millrace.journal;

import org.agrona.DirectBuffer;

/** Takes all records that it is given. */
@FunctionalInterface
public interface RecordHandler {
    /** One record; the buffer is valid during the call. */
    void onRecord(int type, long sequence, DirectBuffer buffer, int offset, int length);
}
