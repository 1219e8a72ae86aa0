package io.millrace.feed;

import io.millrace.schema.sbe.BookImageDecoder;
import io.millrace.schema.sbe.FeedRefusalCode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.DirectBuffer;

/**
 * One lane at a subscriber: puts batches in order, verifies each whole against the chain before any of it is
 * delivered, asks for what is missing, and halts at what can't be. Knows no socket and reads no clock. One thread;
 * state and counters may be read by others.
 */
final class LaneReceiver {
    private static final HexFormat HEX = HexFormat.of();

    private final int lane;
    private final FeedContext context;
    private final FeedListener listener;
    private final RangeRequester requester;
    private final OutputHash sha = new OutputHash();
    private final BatchBuffer buffer;
    private final AtomicLongArray counters = new AtomicLongArray(FeedCounter.values().length);

    private volatile LaneState state = LaneState.RECOVERING;
    private volatile long delivered;
    private final byte[] deliveredHash;

    /** The batch whose outputs' hashes stand in {@link #hashes}; null: none. */
    private ReceivedBatch verified;

    private byte[] hashes = new byte[64 * FeedFrames.HASH_LENGTH];
    private final byte[] expectedHash = new byte[FeedFrames.HASH_LENGTH];
    private final byte[] statedHash = new byte[FeedFrames.HASH_LENGTH];

    private long headKnown;
    /** Whether the head is to be asked for although nothing is known to be missing. */
    private boolean headUnknown = true;

    private boolean heard;
    private boolean heardSinceWork;
    private long lastHeardNs;
    private long requestId;
    private long requestedFrom;
    private long requestedAtNs;
    private long nextRequestNs = Long.MIN_VALUE;
    private boolean requestFailed;
    private int attempt;

    LaneReceiver(
            final int lane,
            final LaneStart start,
            final FeedContext context,
            final FeedListener listener,
            final RangeRequester requester) {
        this.lane = lane;
        this.context = context;
        this.listener = listener;
        this.requester = requester;
        delivered = start.sequence();
        deliveredHash = start.hash();
        buffer = new BatchBuffer(context.bufferLengthMax, delivered);
    }

    void onBatch(final ReceivedBatch batch) {
        heardSinceWork = true;
        headKnown = Math.max(headKnown, batch.headSequence);
        if (batch.requestId != 0 && batch.requestId == requestId) {
            requestId = 0;
            attempt = 0;
            headUnknown = false;
        }
        if (state == LaneState.HALTED) {
            return;
        }
        if (batch.lastSequence <= delivered) {
            count(FeedCounter.DUPLICATE_BATCHES);
        } else if (buffer.add(batch, delivered)) {
            drain();
        } else {
            final boolean covered = batch.lastSequence <= buffer.contiguousEnd();
            count(covered ? FeedCounter.DUPLICATE_BATCHES : FeedCounter.DROPPED_BATCHES);
        }
    }

    void onHeartbeat(final long headSequence, final byte[] headHash) {
        heardSinceWork = true;
        headKnown = Math.max(headKnown, headSequence);
        headUnknown = false;
        if (headSequence == delivered && headSequence > 0 && !Arrays.equals(headHash, deliveredHash)) {
            halt("the engine's head is not the output that was delivered: lane=" + lane + " sequence=" + delivered
                    + " engine_hash=" + HEX.formatHex(headHash) + " delivered_hash=" + HEX.formatHex(deliveredHash));
        }
    }

    /** {@code image} is a well-formed BookImage. */
    void onImage(final long imageRequestId, final BookImageDecoder image, final DirectBuffer message) {
        if (imageRequestId != requestId || delivered >= 0) {
            return;
        }
        heardSinceWork = true;
        requestId = 0;
        attempt = 0;
        image.getOutputHash(deliveredHash, 0, FeedFrames.HASH_LENGTH);
        delivered = image.outputSequence();
        headKnown = Math.max(headKnown, delivered);
        listener.onBookImage(lane, delivered, message, 0, message.capacity());
        buffer.restart(delivered);
    }

    void onRefusal(
            final long refusedId, final FeedRefusalCode code, final long earliestSequence, final long headSequence) {
        if (refusedId != requestId || refusedId == 0 || state == LaneState.HALTED) {
            return;
        }
        requestId = 0;
        count(FeedCounter.REFUSALS);
        if (code == FeedRefusalCode.AHEAD) {
            heardSinceWork = true;
            headUnknown = false;
            headKnown = Math.max(buffer.contiguousEnd(), headSequence);
            attempt = 0;
        } else if (code == FeedRefusalCode.PURGED && buffer.contiguousEnd() < requestedFrom) {
            halt("the engine no longer has the next output: lane=" + lane + " wanted=" + requestedFrom
                    + " engine_earliest=" + earliestSequence + " engine_head=" + headSequence + " delivered="
                    + delivered);
        } else {
            requestFailed = true;
        }
    }

    void onMalformed() {
        count(FeedCounter.MALFORMED_MESSAGES);
    }

    /** The connection was made anew: what happened meanwhile is unknown. */
    void onReconnect() {
        headUnknown = true;
        if (requestId != 0) {
            requestId = 0;
            requestFailed = true;
        }
    }

    /** Delivers what the listener takes, asks for what is missing; returns how much it did. */
    int doWork(final long nowNs) {
        if (state == LaneState.HALTED) {
            return 0;
        }
        if (heardSinceWork) {
            heardSinceWork = false;
            heard = true;
            lastHeardNs = nowNs;
        }
        final long before = delivered;
        drain();
        final int requested = recover(nowNs);
        updateState(nowNs);
        return requested + (delivered == before ? 0 : 1);
    }

    private void drain() {
        while (!buffer.isEmpty() && state != LaneState.HALTED) {
            final ReceivedBatch batch = buffer.first();
            if (batch.firstSequence > delivered + 1) {
                return;
            }
            if (batch.lastSequence > delivered && (!verify(batch) || !deliver(batch))) {
                return;
            }
            buffer.removeFirst();
            verified = null;
        }
    }

    private boolean verify(final ReceivedBatch batch) {
        if (batch == verified) {
            return true;
        }
        final int count = (int) (batch.lastSequence - batch.firstSequence + 1);
        if (hashes.length < count * FeedFrames.HASH_LENGTH) {
            hashes = new byte[count * FeedFrames.HASH_LENGTH];
        }
        System.arraycopy(deliveredHash, 0, expectedHash, 0, FeedFrames.HASH_LENGTH);
        for (long sequence = delivered + 1; sequence <= batch.lastSequence; sequence++) {
            batch.previousHash(sequence, statedHash);
            if (!Arrays.equals(statedHash, expectedHash)) {
                halt(mismatch(sequence, "previous_hash", "hash_of_previous"));
                return false;
            }
            final int hashOffset = hashOffset(batch, sequence);
            sha.hash(batch.buffer, batch.offset(sequence), batch.length(sequence), hashes, hashOffset);
            System.arraycopy(hashes, hashOffset, expectedHash, 0, FeedFrames.HASH_LENGTH);
        }
        batch.lastHash(statedHash);
        if (!Arrays.equals(statedHash, expectedHash)) {
            halt(mismatch(batch.lastSequence, "engine_hash", "hash_of_bytes"));
            return false;
        }
        verified = batch;
        return true;
    }

    private String mismatch(final long sequence, final String statedName, final String expectedName) {
        return "the chain is broken: lane=" + lane + " sequence=" + sequence + " " + statedName + "="
                + HEX.formatHex(statedHash) + " " + expectedName + "=" + HEX.formatHex(expectedHash) + " delivered="
                + delivered;
    }

    private boolean deliver(final ReceivedBatch batch) {
        for (long sequence = delivered + 1; sequence <= batch.lastSequence; sequence++) {
            System.arraycopy(hashes, hashOffset(batch, sequence), expectedHash, 0, FeedFrames.HASH_LENGTH);
            if (!listener.onOutput(
                    lane, sequence, batch.buffer, batch.offset(sequence), batch.length(sequence), expectedHash)) {
                count(FeedCounter.DECLINED);
                return false;
            }
            System.arraycopy(hashes, hashOffset(batch, sequence), deliveredHash, 0, FeedFrames.HASH_LENGTH);
            delivered = sequence;
            count(FeedCounter.DELIVERED);
        }
        return true;
    }

    private static int hashOffset(final ReceivedBatch batch, final long sequence) {
        return (int) (sequence - batch.firstSequence) * FeedFrames.HASH_LENGTH;
    }

    private int recover(final long nowNs) {
        if (requestId != 0 && nowNs - requestedAtNs >= context.requestTimeoutNs) {
            requestId = 0;
            requestFailed = true;
            count(FeedCounter.REQUEST_TIMEOUTS);
        }
        if (requestFailed) {
            requestFailed = false;
            nextRequestNs = nowNs + (context.retryMinNs << Math.min(attempt, 20));
            nextRequestNs = Math.min(nextRequestNs, nowNs + context.retryMaxNs);
            attempt++;
        }
        final boolean wanted = headUnknown || headKnown > buffer.contiguousEnd() || delivered < 0;
        if (!wanted || requestId != 0 || isStalled() || nextRequestNs != Long.MIN_VALUE && nowNs < nextRequestNs) {
            return 0;
        }
        // A lane that starts from an image is at -1 until it has it: the next is then 0, which asks for one.
        requestedFrom = buffer.contiguousEnd() + 1;
        requestId = requester.request(lane, requestedFrom, attempt);
        if (requestId == 0) {
            requestFailed = true;
            return 0;
        }
        requestedAtNs = nowNs;
        count(FeedCounter.REQUESTS);
        return 1;
    }

    /** Whether the listener leaves so much lying that fetching more would only throw it away. */
    private boolean isStalled() {
        return !buffer.isEmpty()
                && buffer.first().firstSequence <= delivered + 1
                && buffer.length() > context.bufferLengthMax / 2;
    }

    private void updateState(final long nowNs) {
        final boolean current = heard && nowNs - lastHeardNs < context.silenceTimeoutNs;
        final long missing = headKnown - buffer.contiguousEnd();
        final boolean live = current && !headUnknown && missing <= 0 && delivered >= 0;
        final LaneState next = live ? LaneState.LIVE : LaneState.RECOVERING;
        if (next != state) {
            state = next;
            listener.onLaneState(
                    lane,
                    next,
                    "lane=" + lane + " delivered=" + delivered + " head=" + headKnown + " heard=" + current);
        }
    }

    private void halt(final String detail) {
        if (state != LaneState.HALTED) {
            state = LaneState.HALTED;
            buffer.clear();
            listener.onLaneState(lane, LaneState.HALTED, detail);
        }
    }

    LaneState state() {
        return state;
    }

    long delivered() {
        return delivered;
    }

    long counter(final FeedCounter counter) {
        return counters.get(counter.ordinal());
    }

    private void count(final FeedCounter counter) {
        final int index = counter.ordinal();
        counters.lazySet(index, counters.get(index) + 1);
    }
}
