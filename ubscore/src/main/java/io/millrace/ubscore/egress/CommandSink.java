package io.millrace.ubscore.egress;

import org.agrona.DirectBuffer;

/** The way into the cluster's log, as bridges and publisher see it. One thread. */
@FunctionalInterface
public interface CommandSink {
    /** Hands over one sealed command; false: not now. True is no promise that it will be in the log. */
    boolean offer(DirectBuffer buffer, int offset, int length);
}
