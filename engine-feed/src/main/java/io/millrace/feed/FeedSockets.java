package io.millrace.feed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** What all sockets of the feed have in common. */
final class FeedSockets {
    private static final Logger LOGGER = LoggerFactory.getLogger(FeedSockets.class);
    /** How long a close waits for what is still queued: nothing relies on it, gaps are fetched. */
    private static final int LINGER_MS = 0;

    private static final int CLOSE_MS = 3000;
    private static final int RECONNECT_MS = 50;
    private static final int RECONNECT_MAX_MS = 1000;
    /** A peer that is silent on the ZeroMQ level for so long is gone: its connection is given up and made again. */
    private static final int PEER_TIMEOUT_MS = 5000;

    private FeedSockets() {}

    /** A context of one socket's own, so that an I/O thread that hangs takes no other with it. */
    static ZContext newContext(final String name) {
        final ZContext context = new ZContext(1);
        context.setLinger(LINGER_MS);
        context.setUncaughtExceptionHandler(
                (thread, e) -> LOGGER.error("feed I/O thread failed context={} thread={}", name, thread.getName(), e));
        context.setNotificationExceptionHandler(
                (thread, e) -> LOGGER.warn("feed I/O fault context={} thread={}", name, thread.getName(), e));
        return context;
    }

    /** Sets what every socket gets; before bind and connect. */
    static ZMQ.Socket configured(final ZMQ.Socket socket) {
        socket.setLinger(LINGER_MS);
        socket.setMaxMsgSize(FeedFrames.MESSAGE_LENGTH_MAX);
        socket.setMsgAllocator(new BoundedAllocator());
        socket.setReconnectIVL(RECONNECT_MS);
        socket.setReconnectIVLMax(RECONNECT_MAX_MS);
        socket.setHeartbeatIvl(PEER_TIMEOUT_MS / 3);
        socket.setHeartbeatTimeout(PEER_TIMEOUT_MS);
        return socket;
    }

    /** Binds, or closes the context and says which address could not be had. */
    static void bind(final ZMQ.Socket socket, final String endpoint, final ZContext context) {
        try {
            socket.bind(endpoint);
        } catch (final ZMQException e) {
            context.close();
            throw new IllegalStateException("can't bind the feed: endpoint=" + endpoint + " error=" + e, e);
        }
    }

    /** Closes a context, but waits no longer than {@link #CLOSE_MS}: if its I/O thread hangs, closing it does too. */
    static void close(final ZContext context) {
        try {
            closeAside(context).join(CLOSE_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes a context on a thread of its own and does not wait. */
    static Thread closeAside(final ZContext context) {
        final Thread closer = new Thread(context::close, "feed-close");
        closer.setDaemon(true);
        closer.start();
        return closer;
    }
}
