package io.millrace.journal;

import org.agrona.DirectBuffer;

/** Takes records as a reader finds them, for as long as it likes. */
@FunctionalInterface
public interface RecordConsumer {
    /**
     * One record, its checksum verified; the buffer is valid during the call.
     *
     * @return false to end before this record, which is then not counted.
     */
    boolean onRecord(int type, long sequence, DirectBuffer buffer, int offset, int length);
}
