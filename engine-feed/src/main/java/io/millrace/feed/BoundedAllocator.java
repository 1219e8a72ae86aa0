package io.millrace.feed;

import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Room for what the sockets receive. JeroMQ 0.6.0 passes the length of a frame's header on unchecked when its highest
 * bit is set, before the peer is authenticated: the exception that follows puts the I/O thread into an endless loop,
 * or the length eats the heap. Here such a frame gets an empty message, which no protocol state accepts.
 */
final class BoundedAllocator implements MsgAllocator {
    @Override
    public Msg allocate(final int size) {
        return new Msg(size < 0 || size > FeedFrames.MESSAGE_LENGTH_MAX ? 0 : size);
    }
}
