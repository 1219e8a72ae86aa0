package io.millrace.feed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The PUB socket of one matching-engine process, in a context of its own. Lanes send through their {@link
 * LanePublication}, each from its own thread: they take turns at the socket, for it has one user at a time. Never
 * blocks on a subscriber.
 */
public final class FeedPublisher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FeedPublisher.class);

    private final FeedContext context;
    private final ZContext zmq;
    private final ZMQ.Socket socket;
    private boolean closed;

    /**
     * Binds the socket.
     *
     * @param endpoint for example {@code tcp://127.0.0.1:5558}; port {@code *} takes a free one.
     */
    public FeedPublisher(final String endpoint, final FeedContext context) {
        this.context = context;
        zmq = FeedSockets.newContext("feed-publish");
        socket = FeedSockets.configured(zmq.createSocket(SocketType.PUB));
        socket.setSndHWM(context.sendHighWaterMark);
        context.curve.secureServer(socket, zmq);
        FeedSockets.bind(socket, endpoint, zmq);
        LOGGER.info("feed publishes endpoint={}", endpoint());
    }

    /** Address that the socket is bound to. */
    public String endpoint() {
        return socket.getLastEndpoint();
    }

    /** Opens a lane's way out; {@code head} is the last output in its journal. */
    public LanePublication lane(final int lane, final LaneStart head) {
        return new LanePublication(lane, head, this::send, context);
    }

    synchronized void send(final byte[] topic, final byte[] message) {
        if (!closed && socket.send(topic, ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
            socket.send(message, ZMQ.DONTWAIT);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            FeedSockets.close(zmq);
        }
    }
}
