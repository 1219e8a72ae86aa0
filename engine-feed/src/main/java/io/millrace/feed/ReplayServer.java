package io.millrace.feed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The ROUTER socket of one matching-engine process, in a context of its own: ranges of outputs, book images, and the
 * consumers' progress. {@link #start} runs it on its own thread; without that, one thread steps it by {@link #doWork}.
 *
 * <p>Every request is answered by one message of bounded size. A reply that its asker does not take is dropped; it
 * asks again.
 */
public final class ReplayServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplayServer.class);
    /** Replies queued for one asker; it has one request a lane under way, so more is a peer that does not read. */
    private static final int REPLIES_QUEUED_MAX = 64;
    /** Requests answered in a step, so that a step stays short. */
    private static final int REQUESTS_PER_STEP_MAX = 16;

    private static final int FRAMES_MAX = 2;
    private static final long IDLE_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final ZContext zmq;
    private final ZMQ.Socket socket;
    private final ReplayResponder responder;
    private volatile boolean closed;
    private Thread thread;

    /**
     * Binds the socket; {@code endpoint} is for example {@code tcp://127.0.0.1:5559}, port {@code *} takes a free one.
     */
    public ReplayServer(
            final String endpoint,
            final FeedContext context,
            final OutputSource outputs,
            final BookImageSource images,
            final FeedProgressListener progress) {
        responder = new ReplayResponder(context, outputs, images, progress);
        zmq = FeedSockets.newContext("feed-replay");
        socket = FeedSockets.configured(zmq.createSocket(SocketType.ROUTER));
        socket.setRouterMandatory(true);
        socket.setSndHWM(REPLIES_QUEUED_MAX);
        context.curve.secureServer(socket, zmq);
        FeedSockets.bind(socket, endpoint, zmq);
        LOGGER.info("feed replays endpoint={}", endpoint());
    }

    /** Address that the socket is bound to. */
    public String endpoint() {
        return socket.getLastEndpoint();
    }

    /** Serves on a thread of its own until closed. */
    public ReplayServer start() {
        thread = new Thread(this::run, "feed-replay");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        while (!closed) {
            try {
                if (doWork() == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            } catch (final RuntimeException e) {
                if (!closed) {
                    LOGGER.error("replay request failed", e);
                }
            }
        }
    }

    /** Answers what has come; returns 0 if there was nothing to do. */
    public int doWork() {
        int count = 0;
        for (int i = 0; i < REQUESTS_PER_STEP_MAX; i++) {
            final byte[] identity = socket.recv(ZMQ.DONTWAIT);
            if (identity == null) {
                break;
            }
            count++;
            answer(identity);
        }
        return count;
    }

    private void answer(final byte[] identity) {
        byte[] message = null;
        int frames = 1;
        while (socket.hasReceiveMore()) {
            message = socket.recv(ZMQ.DONTWAIT);
            frames++;
        }
        if (frames != FRAMES_MAX || message == null) {
            return;
        }
        final byte[] reply = responder.respond(message);
        if (reply != null && trySend(identity, ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
            socket.send(reply, ZMQ.DONTWAIT);
        }
    }

    private boolean trySend(final byte[] frame, final int flags) {
        try {
            return socket.send(frame, flags);
        } catch (final ZMQException e) {
            // Mandatory routing says so when the peer is gone or does not read.
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        FeedSockets.close(zmq);
    }
}
