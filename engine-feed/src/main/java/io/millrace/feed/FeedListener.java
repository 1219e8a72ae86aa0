package io.millrace.feed;

import org.agrona.DirectBuffer;

/** Takes the outputs of the lanes. Called on the thread that steps the subscriber; must not block. */
public interface FeedListener {
    /**
     * One output, verified, exactly one above the one taken before it on this lane.
     *
     * @param buffer holds an {@code EngineOutput} with its header at {@code offset}; valid during the call.
     * @param hash SHA-256 of those bytes; valid during the call.
     * @return true: taken. False: not now; the same output is offered again at a later step.
     */
    boolean onOutput(int lane, long sequence, DirectBuffer buffer, int offset, int length, byte[] hash);

    /**
     * The levels as they stand after an output, once, before the first output of a lane that starts with {@link
     * LaneStart#IMAGE}.
     *
     * @param buffer holds a {@code BookImage} with its header at {@code offset}; valid during the call.
     */
    default void onBookImage(
            final int lane, final long sequence, final DirectBuffer buffer, final int offset, final int length) {}

    /**
     * A lane changed its state.
     *
     * @param detail for an operator; of HALTED it names what was wanted and what was found.
     */
    default void onLaneState(final int lane, final LaneState state, final String detail) {}
}
