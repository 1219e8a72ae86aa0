package io.millrace.feed;

import io.millrace.schema.sbe.FeedRangeRequestEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine's own subscriber: sends itself a message through each of its two sockets every now and then, and notices
 * when they stop coming. Then an I/O thread of ZeroMQ hangs, which holds its port: only a new process gets that back,
 * so the owner ends this one, and its supervisor starts the next. Belongs to the agent that steps it.
 */
public final class FeedWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FeedWatch.class);
    private static final byte[] TOPIC = "self/".getBytes(StandardCharsets.US_ASCII);
    /** No lane has it: the answer is a refusal, and the journal is left alone. */
    private static final int NO_LANE = 0xFFFF;

    private final FeedPublisher publisher;
    private final FeedLink link;
    private final long intervalNs;
    private final long timeoutNs;
    private boolean started;
    private long steppedNs;
    private long probedNs;
    private long liveHeardNs;
    private long replyHeardNs;
    private boolean hung;

    /** Watches the two sockets of one engine process. */
    public FeedWatch(final FeedPublisher publisher, final ReplayServer replay, final FeedContext context) {
        this.publisher = publisher;
        intervalNs = context.heartbeatIntervalNs;
        timeoutNs = 2 * context.silenceTimeoutNs;
        final FeedEndpoint self = new FeedEndpoint(List.of(), publisher.endpoint(), replay.endpoint());
        link = new ZmqFeedLink(self, context, context.curve.toSelf(), List.of(TOPIC));
    }

    /** Sends what is due and takes what has come; returns 0 if there was nothing. */
    public int doWork(final long nowNs) {
        if (!started) {
            started = true;
            liveHeardNs = nowNs;
            replyHeardNs = nowNs;
            probedNs = nowNs - intervalNs;
            steppedNs = nowNs;
        }
        forgivePause(nowNs);
        int count = 0;
        while (link.pollLive((topic, message) -> {})) {
            liveHeardNs = nowNs;
            count++;
        }
        while (link.pollReply() != null) {
            replyHeardNs = nowNs;
            count++;
        }
        if (nowNs - probedNs >= intervalNs) {
            probedNs = nowNs;
            publisher.send(TOPIC.clone(), new byte[1]);
            link.send(probe());
            count++;
        }
        check(nowNs);
        return count;
    }

    /** A machine that stood still proves nothing: time in which this was not stepped is not held against the sockets. */
    private void forgivePause(final long nowNs) {
        final long pauseNs = nowNs - steppedNs - intervalNs;
        if (pauseNs > 0) {
            liveHeardNs += pauseNs;
            replyHeardNs += pauseNs;
        }
        steppedNs = nowNs;
    }

    private static byte[] probe() {
        final byte[] message = new byte[MessageHeaderEncoder.ENCODED_LENGTH + FeedRangeRequestEncoder.BLOCK_LENGTH];
        new FeedRangeRequestEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(message), 0, new MessageHeaderEncoder())
                .lane(NO_LANE)
                .fromSequence(1)
                .countMax(1)
                .bytesMax(1);
        return message;
    }

    private void check(final long nowNs) {
        final boolean publishHung = nowNs - liveHeardNs >= timeoutNs;
        if (!hung && (publishHung || nowNs - replyHeardNs >= timeoutNs)) {
            hung = true;
            LOGGER.error("a socket of the feed hangs socket={}", publishHung ? "publish" : "replay");
        }
    }

    /** Whether a socket has stopped; stays so. */
    public boolean isHung() {
        return hung;
    }

    @Override
    public void close() {
        link.close();
    }
}
