package io.millrace.feed;

/** Where a subscriber stands with a lane. */
public enum LaneState {
    /** Everything that the engine has said it published is here, and the engine was heard from lately. */
    LIVE,
    /** Not heard from yet, not lately, or outputs are being fetched. */
    RECOVERING,
    /**
     * The stream can't go on: a gap that can't be filled, or a chain that does not match. Nothing more is delivered.
     */
    HALTED
}
