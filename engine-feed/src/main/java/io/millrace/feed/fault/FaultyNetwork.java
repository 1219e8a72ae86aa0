package io.millrace.feed.fault;

import io.millrace.feed.FeedLink;
import io.millrace.feed.FeedSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A link to an engine in memory that loses, doubles, delays, cuts and scrambles messages, live ones, requests and
 * replies alike, as its seed says. One thread.
 */
public final class FaultyNetwork implements FeedSink, FeedLink {
    /** How many messages a delayed one may fall behind. */
    private static final int DELAY_MAX = 20;

    private final Random random;
    private final double fault;
    private final UnaryOperator<byte[]> server;
    private final ArrayDeque<byte[][]> live = new ArrayDeque<>();
    private final ArrayDeque<byte[]> replies = new ArrayDeque<>();
    private final List<byte[][]> delayed = new ArrayList<>();
    private int reopened;
    private boolean connected = true;

    /** {@code fault} is the share of messages that something happens to; {@code server} answers requests. */
    public FaultyNetwork(final Random random, final double fault, final UnaryOperator<byte[]> server) {
        this.random = random;
        this.fault = fault;
        this.server = server;
    }

    /** Cuts the link, or mends it; what is under way still arrives. */
    public void connected(final boolean connected) {
        this.connected = connected;
    }

    /** How often its user connected anew. */
    public int reopened() {
        return reopened;
    }

    @Override
    public void send(final byte[] topic, final byte[] message) {
        if (!connected) {
            return;
        }
        for (final byte[] arrived : mangle(message)) {
            live.add(new byte[][] {topic, arrived});
        }
        if (random.nextDouble() < fault && !live.isEmpty()) {
            delayed.add(live.removeLast());
        }
        if (delayed.size() > random.nextInt(DELAY_MAX)) {
            live.add(delayed.remove(random.nextInt(delayed.size())));
        }
    }

    private List<byte[]> mangle(final byte[] message) {
        if (random.nextDouble() >= fault) {
            return List.of(message);
        }
        return switch (random.nextInt(5)) {
            case 0 -> List.of(message, message);
            case 1 -> List.of(Arrays.copyOf(message, random.nextInt(message.length)));
            case 2 -> {
                final byte[] garbage = new byte[random.nextInt(200)];
                random.nextBytes(garbage);
                yield List.of(garbage, message);
            }
            default -> List.of();
        };
    }

    @Override
    public boolean pollLive(final LiveHandler handler) {
        final byte[][] frames = live.poll();
        if (frames == null) {
            return false;
        }
        handler.onLive(frames[0], frames[1]);
        return true;
    }

    @Override
    public byte[] pollReply() {
        return replies.poll();
    }

    @Override
    public boolean send(final byte[] request) {
        if (!connected) {
            return false;
        }
        for (final byte[] arrived : mangle(request)) {
            final byte[] reply = server.apply(arrived);
            if (reply != null) {
                replies.addAll(mangle(reply));
            }
        }
        return true;
    }

    @Override
    public void reopen() {
        reopened++;
        live.clear();
        replies.clear();
    }

    @Override
    public void close() {}
}
