package io.millrace.feed;

import io.millrace.schema.sbe.FeedHeartbeatEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One lane's way out. Outputs given to {@link #offer} after they are forced gather into messages; {@link #flush} sends
 * what has gathered, {@link #doWork} says where the lane stands. Belongs to the lane's thread; never blocks: what a
 * subscriber does not take in time is dropped, and fetched by it from the {@link ReplayServer}.
 */
public final class LanePublication {
    private static final int HEARTBEAT_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + FeedHeartbeatEncoder.BLOCK_LENGTH;

    private final int lane;
    private final byte[] topic;
    private final FeedSink sink;
    private final FeedContext context;
    private final BatchEncoder batch = new BatchEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final FeedHeartbeatEncoder heartbeat = new FeedHeartbeatEncoder();
    private final byte[] headHash;
    private long headSequence;
    private long firstSequence;
    private boolean quietSaid;
    private long lastSendNs = Long.MIN_VALUE;
    private long lastHeartbeatNs = Long.MIN_VALUE;
    private boolean sentSinceWork;

    /** {@code head} is the last output in the lane's journal. */
    public LanePublication(final int lane, final LaneStart head, final FeedSink sink, final FeedContext context) {
        this.lane = lane;
        this.topic = FeedFrames.topic(lane);
        this.sink = sink;
        this.context = context;
        this.headSequence = head.sequence();
        this.headHash = head.hash();
    }

    /**
     * Adds one forced output, the next of the lane; sends the message when it is full.
     *
     * @param hash SHA-256 of the output's bytes.
     * @throws IllegalStateException if {@code sequence} is not the next.
     */
    public void offer(
            final long sequence, final DirectBuffer buffer, final int offset, final int length, final byte[] hash) {
        if (sequence != headSequence + 1) {
            throw new IllegalStateException(
                    "output out of order: lane=" + lane + " sequence=" + sequence + " head=" + headSequence);
        }
        if (batch.count() > 0 && batch.outputsLength() + length > context.batchLengthMax) {
            flush();
        }
        if (batch.count() == 0) {
            firstSequence = sequence;
        }
        batch.append(buffer, offset, length);
        headSequence = sequence;
        System.arraycopy(hash, 0, headHash, 0, FeedFrames.HASH_LENGTH);
        if (batch.count() >= context.batchCountMax) {
            flush();
        }
    }

    /** Sends what has gathered. */
    public void flush() {
        if (batch.count() > 0) {
            sink.send(topic, batch.finish(0, lane, firstSequence, headSequence, headHash));
            sentSinceWork = true;
        }
    }

    /** Sends a heartbeat when one is due; returns 1 if it did. */
    public int doWork(final long nowNs) {
        if (sentSinceWork) {
            sentSinceWork = false;
            quietSaid = false;
            lastSendNs = nowNs;
        }
        final boolean first = lastHeartbeatNs == Long.MIN_VALUE;
        final boolean quiet = !quietSaid && nowNs - lastSendNs >= context.quietIntervalNs;
        if (!first && !quiet && nowNs - lastHeartbeatNs < context.heartbeatIntervalNs) {
            return 0;
        }
        flush();
        quietSaid |= quiet;
        lastHeartbeatNs = nowNs;
        sink.send(topic, encodeHeartbeat());
        return 1;
    }

    private byte[] encodeHeartbeat() {
        final byte[] message = new byte[HEARTBEAT_LENGTH];
        heartbeat
                .wrapAndApplyHeader(new UnsafeBuffer(message), 0, header)
                .lane(lane)
                .headSequence(headSequence)
                .putHeadHash(headHash, 0, FeedFrames.HASH_LENGTH);
        return message;
    }
}
