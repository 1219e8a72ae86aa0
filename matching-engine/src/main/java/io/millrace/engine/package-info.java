/**
 * The matching engine: one {@link io.millrace.engine.LaneAgent} for each partition of {@code orders} that this process
 * runs, from the broker's record to the published {@code EngineOutput}.
 *
 * <p>What it promises: exactly one output for each command of the lane, chained by hash, forced in the journal before
 * anyone hears of it, and the same bytes again when it is computed again. What can't be told apart from damage halts the
 * lane with a message that names the record and the state.
 *
 * <p>Rooms: {@code ingress} turns records into calls of the book, {@code book} is the domain, {@code egress} turns what
 * the book says into bytes and serves readers, {@code recovery} brings a lane back. One thread owns a lane; readers of its
 * journal and the book image have threads of their own and never wait for it.
 */
package io.millrace.engine;
