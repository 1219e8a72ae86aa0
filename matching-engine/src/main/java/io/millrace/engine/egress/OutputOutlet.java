package io.millrace.engine.egress;

import org.agrona.DirectBuffer;

/** Where a lane's forced outputs go. Owned by the lane's thread; never blocks on a reader. */
public interface OutputOutlet {
    /** Takes the next output; its bytes are valid during the call. */
    void offer(long sequence, DirectBuffer buffer, int offset, int length, byte[] hash);

    /** Sends what was taken. */
    void flush();

    /** Does what time asks for; returns 1 if something was due. */
    int doWork(long nowNs);
}
