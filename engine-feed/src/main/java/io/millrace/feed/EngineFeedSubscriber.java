package io.millrace.feed;

import io.millrace.schema.sbe.BookImageDecoder;
import io.millrace.schema.sbe.BookImageRequestEncoder;
import io.millrace.schema.sbe.FeedBatchDecoder;
import io.millrace.schema.sbe.FeedConsumer;
import io.millrace.schema.sbe.FeedHeartbeatDecoder;
import io.millrace.schema.sbe.FeedProgressEncoder;
import io.millrace.schema.sbe.FeedRangeRequestEncoder;
import io.millrace.schema.sbe.FeedRefusalDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a {@link FeedListener} every output of its lanes once, in order and verified, from the places that its owner
 * gives. Gaps, lost tails, engines that restart and engines that are killed are its own affair; what it can't mend
 * halts the lane.
 *
 * <p>All methods belong to the thread that steps it, but {@link #state}, {@link #sequence} and {@link #counter}, which
 * any thread may call. It never blocks and sleeps nowhere: its owner idles when {@link #doWork} returns 0.
 */
public final class EngineFeedSubscriber implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EngineFeedSubscriber.class);
    /** Messages taken per step and engine, so that a step stays short. */
    private static final int LIVE_PER_STEP_MAX = 256;

    private static final int REPLIES_PER_STEP_MAX = 16;
    /** Unchanged progress is repeated so many times more rarely: an engine that restarted needs it again. */
    private static final int PROGRESS_REPEAT_FACTOR = 10;

    private static final int IMAGE_REQUEST_LENGTH =
            MessageHeaderEncoder.ENCODED_LENGTH + BookImageRequestEncoder.BLOCK_LENGTH;
    private static final int RANGE_REQUEST_LENGTH =
            MessageHeaderEncoder.ENCODED_LENGTH + FeedRangeRequestEncoder.BLOCK_LENGTH;
    private static final int PROGRESS_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + FeedProgressEncoder.BLOCK_LENGTH;

    private final FeedContext context;
    private final List<Engine> engines = new ArrayList<>();
    private final Int2ObjectHashMap<Lane> lanes = new Int2ObjectHashMap<>();
    /** The lanes once more, to step through. */
    private final Lane[] steps;

    private final UnsafeBuffer received = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final FeedHeartbeatDecoder heartbeat = new FeedHeartbeatDecoder();
    private final BookImageDecoder image = new BookImageDecoder();
    private final FeedRefusalDecoder refusal = new FeedRefusalDecoder();
    private final FeedRangeRequestEncoder rangeRequest = new FeedRangeRequestEncoder();
    private final BookImageRequestEncoder imageRequest = new BookImageRequestEncoder();
    private final FeedProgressEncoder progress = new FeedProgressEncoder();
    private final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
    private long lastRequestId;
    private boolean closed;

    /** One engine process: its link and when it was last heard. */
    private static final class Engine {
        final FeedEndpoint endpoint;
        final FeedLink link;
        boolean heard;
        boolean watched;
        long lastHeardNs;

        Engine(final FeedEndpoint endpoint, final FeedLink link) {
            this.endpoint = endpoint;
            this.link = link;
        }
    }

    /** One lane: its receiver, the engines that may own it, the one that spoke of it last, and its owner's progress. */
    private static final class Lane {
        final int id;
        final LaneReceiver receiver;
        final List<Engine> engines = new ArrayList<>();
        int preferred;
        FeedConsumer consumer;
        int part;
        long confirmed;
        long confirmedSent = -1;
        long confirmedSentNs = Long.MIN_VALUE;

        Lane(final int id, final LaneReceiver receiver) {
            this.id = id;
            this.receiver = receiver;
        }
    }

    /**
     * Prepares; the sockets open at the first step.
     *
     * @param starts the lanes to take, each with the last output that its owner has.
     * @throws IllegalArgumentException if no endpoint has one of the lanes.
     */
    public EngineFeedSubscriber(
            final List<FeedEndpoint> endpoints,
            final Map<Integer, LaneStart> starts,
            final FeedContext context,
            final FeedListener listener) {
        this(endpoints, starts, context, listener, ZmqFeedLink.factory(context));
    }

    /** The same over other links than sockets. */
    public EngineFeedSubscriber(
            final List<FeedEndpoint> endpoints,
            final Map<Integer, LaneStart> starts,
            final FeedContext context,
            final FeedListener listener,
            final FeedLink.Factory links) {
        this.context = context;
        starts.forEach((lane, start) ->
                lanes.put((int) lane, new Lane(lane, new LaneReceiver(lane, start, context, listener, this::request))));
        for (final FeedEndpoint endpoint : endpoints) {
            final List<Integer> taken =
                    endpoint.lanes().stream().filter(starts::containsKey).toList();
            if (!taken.isEmpty()) {
                final Engine engine = new Engine(endpoint, links.connect(endpoint, taken));
                engines.add(engine);
                taken.forEach(lane -> lanes.get((int) lane).engines.add(engine));
            }
        }
        starts.keySet().forEach(lane -> {
            if (lanes.get((int) lane).engines.isEmpty()) {
                throw new IllegalArgumentException("no engine has the lane: lane=" + lane);
            }
        });
        steps = lanes.values().toArray(Lane[]::new);
    }

    /** Takes what has come, delivers, asks for what is missing; returns 0 if there was nothing to do. */
    public int doWork(final long nowNs) {
        int count = 0;
        for (int i = 0; i < engines.size(); i++) {
            count += poll(engines.get(i), nowNs);
        }
        for (final Lane lane : steps) {
            count += lane.receiver.doWork(nowNs);
            sendProgress(lane, nowNs);
        }
        return count;
    }

    private int poll(final Engine engine, final long nowNs) {
        int count = 0;
        while (count < LIVE_PER_STEP_MAX && engine.link.pollLive((topic, message) -> onLive(engine, topic, message))) {
            count++;
        }
        for (int i = 0; i < REPLIES_PER_STEP_MAX; i++) {
            final byte[] reply = engine.link.pollReply();
            if (reply == null) {
                break;
            }
            count++;
            onReply(engine, reply);
        }
        watch(engine, nowNs);
        return count;
    }

    private void watch(final Engine engine, final long nowNs) {
        if (engine.heard || !engine.watched) {
            engine.heard = false;
            engine.watched = true;
            engine.lastHeardNs = nowNs;
        } else if (nowNs - engine.lastHeardNs >= context.silenceTimeoutNs) {
            engine.lastHeardNs = nowNs;
            LOGGER.warn("engine is silent, connecting anew publish={}", engine.endpoint.publish());
            engine.link.reopen();
            lanes.values().stream()
                    .filter(lane -> lane.engines.get(lane.preferred) == engine)
                    .forEach(lane -> lane.receiver.onReconnect());
        }
    }

    private void onLive(final Engine engine, final byte[] topic, final byte[] message) {
        final Lane lane = lanes.get(FeedFrames.lane(topic));
        if (lane == null) {
            return;
        }
        received.wrap(message);
        if (!FeedDecoding.isMessage(received, 0, message.length, header)) {
            lane.receiver.onMalformed();
        } else if (header.templateId() == FeedBatchDecoder.TEMPLATE_ID) {
            onBatch(engine, message, FeedFrames.lane(topic));
        } else if (header.templateId() == FeedHeartbeatDecoder.TEMPLATE_ID) {
            onHeartbeat(engine, lane, FeedFrames.lane(topic));
        } else {
            lane.receiver.onMalformed();
        }
    }

    private void onReply(final Engine engine, final byte[] message) {
        received.wrap(message);
        if (!FeedDecoding.isMessage(received, 0, message.length, header)) {
            return;
        }
        if (header.templateId() == FeedBatchDecoder.TEMPLATE_ID) {
            onBatch(engine, message, -1);
        } else if (header.templateId() == FeedRefusalDecoder.TEMPLATE_ID) {
            onRefusal(engine);
        } else if (header.templateId() == BookImageDecoder.TEMPLATE_ID) {
            onImage(engine);
        }
    }

    private void onImage(final Engine engine) {
        image.wrap(received, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final Lane lane = lanes.get(image.lane());
        if (lane != null && FeedDecoding.isWellFormed(image, received.capacity())) {
            heard(engine, lane);
            lane.receiver.onImage(image.requestId(), image, received);
        }
    }

    /** {@code topicLane} is what the topic said; -1 for a reply, which has none. */
    private void onBatch(final Engine engine, final byte[] message, final int topicLane) {
        final ReceivedBatch batch = ReceivedBatch.decode(message, header);
        final Lane lane = lanes.get(batch == null ? topicLane : batch.lane);
        if (lane == null) {
            return;
        }
        if (batch == null || topicLane >= 0 && topicLane != batch.lane) {
            lane.receiver.onMalformed();
            return;
        }
        heard(engine, lane);
        lane.receiver.onBatch(batch);
    }

    private void onHeartbeat(final Engine engine, final Lane lane, final int topicLane) {
        heartbeat.wrap(received, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        if (heartbeat.lane() != topicLane || heartbeat.headSequence() < 0) {
            lane.receiver.onMalformed();
            return;
        }
        heard(engine, lane);
        heartbeat.getHeadHash(hash, 0, FeedFrames.HASH_LENGTH);
        lane.receiver.onHeartbeat(heartbeat.headSequence(), hash);
    }

    private void onRefusal(final Engine engine) {
        refusal.wrap(received, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final Lane lane = lanes.get(refusal.lane());
        if (lane != null) {
            engine.heard = true;
            lane.receiver.onRefusal(
                    refusal.requestId(), refusal.code(), refusal.earliestSequence(), refusal.headSequence());
        }
    }

    private static void heard(final Engine engine, final Lane lane) {
        engine.heard = true;
        if (lane.engines.get(lane.preferred) != engine) {
            lane.preferred = lane.engines.indexOf(engine);
        }
    }

    private long request(final int laneId, final long fromSequence, final int attempt) {
        final Lane lane = lanes.get(laneId);
        final Engine engine = lane.engines.get((lane.preferred + attempt) % lane.engines.size());
        final byte[] message = fromSequence == RangeRequester.IMAGE
                ? imageRequest(laneId, lastRequestId + 1)
                : rangeRequest(laneId, lastRequestId + 1, fromSequence);
        return engine.link.send(message) ? ++lastRequestId : 0;
    }

    private byte[] rangeRequest(final int laneId, final long requestId, final long fromSequence) {
        final byte[] message = new byte[RANGE_REQUEST_LENGTH];
        rangeRequest
                .wrapAndApplyHeader(new UnsafeBuffer(message), 0, headerEncoder)
                .requestId(requestId)
                .lane(laneId)
                .fromSequence(fromSequence)
                .countMax(context.requestCountMax)
                .bytesMax(context.requestLengthMax);
        return message;
    }

    private byte[] imageRequest(final int laneId, final long requestId) {
        final byte[] message = new byte[IMAGE_REQUEST_LENGTH];
        imageRequest
                .wrapAndApplyHeader(new UnsafeBuffer(message), 0, headerEncoder)
                .requestId(requestId)
                .lane(laneId);
        return message;
    }

    /**
     * Says what the owner, a consumer of record, has made durable: the engine purges its journal only behind that.
     * Sent soon, and again and again.
     *
     * @param part of UBSCore: its shard.
     */
    public void confirm(final int laneId, final FeedConsumer consumer, final int part, final long sequence) {
        final Lane lane = lanes.get(laneId);
        lane.consumer = consumer;
        lane.part = part;
        lane.confirmed = sequence;
    }

    private void sendProgress(final Lane lane, final long nowNs) {
        if (lane.consumer == null) {
            return;
        }
        final long intervalNs =
                context.progressIntervalNs * (lane.confirmed == lane.confirmedSent ? PROGRESS_REPEAT_FACTOR : 1);
        if (lane.confirmedSentNs != Long.MIN_VALUE && nowNs - lane.confirmedSentNs < intervalNs) {
            return;
        }
        lane.confirmedSentNs = nowNs;
        final byte[] message = new byte[PROGRESS_LENGTH];
        progress.wrapAndApplyHeader(new UnsafeBuffer(message), 0, headerEncoder)
                .lane(lane.id)
                .consumer(lane.consumer)
                .part(lane.part)
                .sequence(lane.confirmed);
        if (lane.engines.get(lane.preferred).link.send(message)) {
            lane.confirmedSent = lane.confirmed;
        }
    }

    /** Where the lane stands; any thread. */
    public LaneState state(final int lane) {
        return lanes.get(lane).receiver.state();
    }

    /** Last output that the listener took; -1 while it waits for its book image; any thread. */
    public long sequence(final int lane) {
        return lanes.get(lane).receiver.delivered();
    }

    /** One of the lane's counts since the start; any thread. */
    public long counter(final int lane, final FeedCounter counter) {
        return lanes.get(lane).receiver.counter(counter);
    }

    /** Whether every lane is {@link LaneState#LIVE}; any thread. */
    public boolean isLive() {
        for (final Lane lane : steps) {
            if (lane.receiver.state() != LaneState.LIVE) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            engines.forEach(engine -> engine.link.close());
        }
    }
}
