package io.millrace.feed;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Stands between an engine's real sockets and one subscriber's, and mistreats what passes. Stepped by one thread. */
final class LossyProxy implements AutoCloseable {
    private final ZContext zmq = new ZContext();
    private final ZMQ.Socket liveIn = zmq.createSocket(SocketType.SUB);
    private final ZMQ.Socket liveOut = zmq.createSocket(SocketType.PUB);
    private final ZMQ.Socket front = zmq.createSocket(SocketType.ROUTER);
    private final ZMQ.Socket back = zmq.createSocket(SocketType.DEALER);
    private final ArrayDeque<byte[][]> held = new ArrayDeque<>();
    private final Random random;
    private final double fault;
    private byte[] client;

    LossyProxy(final FeedEndpoint engine, final Random random, final double fault) {
        this.random = random;
        this.fault = fault;
        liveIn.setRcvHWM(0);
        liveOut.setSndHWM(0);
        liveIn.subscribe(new byte[0]);
        liveIn.connect(engine.publish());
        back.connect(engine.replay());
        liveOut.bind("tcp://127.0.0.1:*");
        front.bind("tcp://127.0.0.1:*");
    }

    FeedEndpoint endpoint(final FeedEndpoint engine) {
        return new FeedEndpoint(engine.lanes(), liveOut.getLastEndpoint(), front.getLastEndpoint());
    }

    void step() {
        for (byte[] topic = liveIn.recv(ZMQ.DONTWAIT); topic != null; topic = liveIn.recv(ZMQ.DONTWAIT)) {
            onLive(topic, liveIn.recv());
        }
        for (byte[] identity = front.recv(ZMQ.DONTWAIT); identity != null; identity = front.recv(ZMQ.DONTWAIT)) {
            client = identity;
            final byte[] request = front.recv();
            if (!isFault()) {
                back.send(request);
            }
        }
        for (byte[] reply = back.recv(ZMQ.DONTWAIT); reply != null; reply = back.recv(ZMQ.DONTWAIT)) {
            if (!isFault()) {
                front.sendMore(client);
                front.send(isFault() ? Arrays.copyOf(reply, random.nextInt(reply.length)) : reply);
            }
        }
    }

    private void onLive(final byte[] topic, final byte[] message) {
        if (isFault()) {
            switch (random.nextInt(4)) {
                case 0 -> held.add(new byte[][] {topic, message});
                case 1 -> send(topic, Arrays.copyOf(message, random.nextInt(message.length)));
                case 2 -> {
                    send(topic, message);
                    send(topic, message);
                    liveOut.send("garbage without a second frame");
                }
                default -> {}
            }
        } else {
            send(topic, message);
        }
        if (held.size() > random.nextInt(20)) {
            final byte[][] late = held.remove();
            send(late[0], late[1]);
        }
    }

    private void send(final byte[] topic, final byte[] message) {
        liveOut.send(topic, ZMQ.SNDMORE);
        liveOut.send(message);
    }

    private boolean isFault() {
        return random.nextDouble() < fault;
    }

    @Override
    public void close() {
        zmq.close();
    }
}
