package io.millrace.feed;

import org.agrona.DirectBuffer;

/**
 * Where the replay server reads outputs: the engine implements it over its journal. Called on the replay server's
 * thread, while the lanes' threads go on appending; shows nothing that is not forced.
 */
public interface OutputSource {
    /** Takes the outputs of a range, in order; the bytes are valid during the call. */
    @FunctionalInterface
    interface OutputConsumer {
        /** Returns false to end the range before this output, which is then not counted. */
        boolean onOutput(long sequence, DirectBuffer buffer, int offset, int length);
    }

    /** What this process is to a lane. */
    enum Ownership {
        OWNER,
        /** It knows the lane, but another process publishes it. */
        NOT_OWNER,
        UNKNOWN
    }

    Ownership ownership(int lane);

    /** First sequence that is kept; one above the head if nothing is. */
    long earliestSequence(int lane);

    /** Last forced output; 0 if there is none. */
    long headSequence(int lane);

    /**
     * Hands outputs to the consumer from a sequence on until it declines or the head is reached.
     *
     * @return how many it took; 0 if {@code fromSequence} was purged meanwhile.
     * @throws RuntimeException if the journal can't be read there; the request is refused as BUSY and the fault
     *     reported.
     */
    int read(int lane, long fromSequence, OutputConsumer consumer);
}
