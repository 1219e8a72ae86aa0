package io.millrace.feed;

import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * SUB and DEALER to one engine process, in a context of their own. Opens at the first use, on the thread that uses it.
 */
public final class ZmqFeedLink implements FeedLink {
    /** Requests queued for an engine that does not read: one a lane is under way, so this is never the limit. */
    private static final int REQUESTS_QUEUED_MAX = 256;

    private final FeedEndpoint endpoint;
    private final List<byte[]> topics;
    private final FeedContext context;
    private final FeedCurve curve;
    private ZContext zmq;
    private ZMQ.Socket live;
    private ZMQ.Socket replay;

    /** Subscribes to the given topics. */
    ZmqFeedLink(final FeedEndpoint endpoint, final FeedContext context, final List<byte[]> topics) {
        this(endpoint, context, context.curve, topics);
    }

    ZmqFeedLink(
            final FeedEndpoint endpoint, final FeedContext context, final FeedCurve curve, final List<byte[]> topics) {
        this.curve = curve;
        this.endpoint = endpoint;
        this.context = context;
        this.topics = topics;
    }

    /** Connects over sockets, as production does. */
    public static Factory factory(final FeedContext context) {
        return (endpoint, lanes) -> new ZmqFeedLink(
                endpoint, context, lanes.stream().map(FeedFrames::topic).toList());
    }

    @Override
    public boolean pollLive(final LiveHandler handler) {
        open();
        final byte[] topic = live.recv(ZMQ.DONTWAIT);
        if (topic == null) {
            return false;
        }
        byte[] message = null;
        int frames = 1;
        while (live.hasReceiveMore()) {
            message = live.recv(ZMQ.DONTWAIT);
            frames++;
        }
        if (frames == 2 && message != null) {
            handler.onLive(topic, message);
        }
        return true;
    }

    @Override
    public byte[] pollReply() {
        open();
        final byte[] first = replay.recv(ZMQ.DONTWAIT);
        if (first == null || !replay.hasReceiveMore()) {
            return first;
        }
        while (replay.hasReceiveMore()) {
            replay.recv(ZMQ.DONTWAIT);
        }
        return new byte[0];
    }

    @Override
    public boolean send(final byte[] message) {
        open();
        return replay.send(message, ZMQ.DONTWAIT);
    }

    @Override
    public void reopen() {
        close();
    }

    private void open() {
        if (zmq != null) {
            return;
        }
        zmq = FeedSockets.newContext("feed-subscribe");
        live = FeedSockets.configured(zmq.createSocket(SocketType.SUB));
        live.setRcvHWM(context.receiveHighWaterMark);
        curve.secureClient(live);
        topics.forEach(live::subscribe);
        live.connect(endpoint.publish());
        replay = FeedSockets.configured(zmq.createSocket(SocketType.DEALER));
        // A request to an engine that is not there is refused at once, not kept for the day that it is.
        replay.setImmediate(false);
        replay.setSndHWM(REQUESTS_QUEUED_MAX);
        curve.secureClient(replay);
        replay.connect(endpoint.replay());
    }

    @Override
    public void close() {
        if (zmq != null) {
            FeedSockets.closeAside(zmq);
            zmq = null;
        }
    }
}
