/**
 * Both ends of the stretch from the matching engine to its consumers: {@code EngineOutput}s over ZeroMQ.
 *
 * <p>What it promises: a {@link io.millrace.feed.FeedListener} gets every output of a lane once, in order, verified
 * against the lane's hash chain before it is handed over, or the lane halts and says why. Loss, duplicates, reordering,
 * restarts and kills on the way cost time, never an output.
 *
 * <p>Threads: {@link io.millrace.feed.EngineFeedSubscriber} belongs to the agent that steps it,
 * {@link io.millrace.feed.LanePublication} to its lane's agent, {@link io.millrace.feed.ReplayServer} runs its own.
 *
 * <p>Frames are in {@link io.millrace.feed.FeedFrames}. It imports neither broker, store nor any service.
 */
package io.millrace.feed;
