package io.millrace.benchmarks.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A client of an HTTP server on this machine: one thread, kept connections, one request under way on each. It does as little as
 * a client can, so that what is measured is the server: requests are made beforehand, of an answer only the end is looked for,
 * and it sleeps while nothing comes. Every answer must be 200.
 */
final class HttpLoad implements AutoCloseable {
    private static final int BUFFER_LENGTH = 16 * 1024;
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final HttpRequests requests;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private Histogram latencies;
    /** Where an answer came that is not 200; null: nowhere. */
    private Connection refused;

    HttpLoad(final int port, final int connectionCount, final HttpRequests requests) {
        this.port = port;
        this.requests = requests;
        try {
            selector = Selector.open();
            for (int i = 0; i < connectionCount; i++) {
                connections.add(new Connection());
            }
            idle.addAll(connections);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of the first answer that is 200: the server may not be ready yet. */
    byte[] firstAnswer(final long patienceNs) {
        final long deadlineNs = System.nanoTime() + patienceNs;
        while (System.nanoTime() - deadlineNs < 0) {
            final Connection connection = idle.removeFirst();
            latencies = new Histogram(3);
            connection.send(requests.next(), System.nanoTime());
            while (latencies.getTotalCount() == 0) {
                poll(true);
            }
            if (connection.isOk()) {
                return connection.body();
            }
            refused = null;
        }
        throw new IllegalStateException("no answer with status 200 in time port=" + port);
    }

    /** As many as the server answers; answers a second. */
    double closedLoop(final int count) {
        final byte[][] prepared = prepare(count);
        final long startNs = System.nanoTime();
        int next = 0;
        while (latencies.getTotalCount() < count) {
            while (next < count && !idle.isEmpty()) {
                idle.removeFirst().send(prepared[next++], System.nanoTime());
            }
            poll(true);
            requireOk();
        }
        return count * 1e9 / (System.nanoTime() - startNs);
    }

    /** At a steady rate, whatever the server does: each is measured from when it was due. Nanoseconds. */
    Histogram openLoop(final int count, final double rate) {
        final byte[][] prepared = prepare(count);
        final double intervalNs = 1e9 / rate;
        final long startNs = System.nanoTime();
        int next = 0;
        while (latencies.getTotalCount() < count) {
            final long nowNs = System.nanoTime();
            while (next < count && !idle.isEmpty() && startNs + (long) (next * intervalNs) <= nowNs) {
                idle.removeFirst().send(prepared[next], startNs + (long) (next * intervalNs));
                next++;
            }
            poll(false);
            requireOk();
            // A pause would be longer than the time to the next request; others may run meanwhile.
            Thread.yield();
        }
        return latencies;
    }

    private byte[][] prepare(final int count) {
        latencies = new Histogram(3);
        final byte[][] prepared = new byte[count][];
        Arrays.setAll(prepared, i -> requests.next());
        return prepared;
    }

    private void requireOk() {
        if (refused != null) {
            throw new IllegalStateException(
                    "answered " + new String(refused.received.array(), 0, refused.end, StandardCharsets.UTF_8));
        }
    }

    private void poll(final boolean waits) {
        try {
            if (waits) {
                selector.select(this::ready);
            } else {
                selector.selectNow(this::ready);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(final SelectionKey key) {
        final Connection connection = (Connection) key.attachment();
        if (connection.receive()) {
            latencies.recordValue(System.nanoTime() - connection.dueNs);
            idle.addLast(connection);
            refused = connection.isOk() ? refused : connection;
        }
    }

    @Override
    public void close() {
        try {
            for (final Connection connection : connections) {
                connection.channel.close();
            }
            selector.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Connection {
        final SocketChannel channel;
        final ByteBuffer received = ByteBuffer.allocate(BUFFER_LENGTH);
        long dueNs;
        /** Where the last answer's head ended; 0: none has come since the last request. */
        int headEnd;
        /** Where the last answer ended. */
        int end;

        Connection() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(final byte[] bytes, final long atNs) {
            dueNs = atNs;
            received.clear();
            headEnd = 0;
            final ByteBuffer request = ByteBuffer.wrap(bytes);
            try {
                while (request.hasRemaining()) {
                    channel.write(request);
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether an answer is whole. */
        boolean receive() {
            try {
                if (channel.read(received) < 0) {
                    throw new IllegalStateException("the server closed the connection");
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            final byte[] bytes = received.array();
            int length = 0;
            for (int i = OK.length; i + 4 <= received.position(); i++) {
                if (bytes[i] == '\r' && bytes[i + 2] == '\r') {
                    headEnd = i + 4;
                    end = headEnd + length;
                    return received.position() >= end;
                }
                if (bytes[i] == '\r' && isLengthAt(i)) {
                    for (int at = i + LENGTH.length; at < received.position() && bytes[at] != '\r'; at++) {
                        length = 10 * length + bytes[at] - '0';
                    }
                }
            }
            return false;
        }

        private boolean isLengthAt(final int offset) {
            for (int i = 0; i < LENGTH.length; i++) {
                if ((received.array()[offset + i] | (LENGTH[i] & 0x20)) != LENGTH[i]) {
                    return false;
                }
            }
            return true;
        }

        boolean isOk() {
            return headEnd > 0 && Arrays.equals(received.array(), 0, OK.length, OK, 0, OK.length);
        }

        byte[] body() {
            return Arrays.copyOfRange(received.array(), headEnd, end);
        }
    }
}
