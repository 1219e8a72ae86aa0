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
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * A client of an HTTP server on this machine: one thread, kept connections, one request under way on each. It does as little as
 * a client can, so that what is measured is the server. Every answer must be 200.
 */
final class HttpLoad implements AutoCloseable {
    private static final int BUFFER_LENGTH = 16 * 1024;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String LENGTH = "content-length: ";

    private final int port;
    private final int users;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private long sent;

    HttpLoad(final int port, final int connectionCount, final int users) {
        this.port = port;
        this.users = users;
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
            connection.send(System.nanoTime());
            while (connection.answer == null) {
                poll(null);
            }
            final byte[] answer = connection.answer;
            connection.answer = null;
            idle.addLast(connection);
            if (connection.status == 200) {
                return answer;
            }
        }
        throw new IllegalStateException("no answer with status 200 in time port=" + port);
    }

    /** As many as the server answers; answers a second. */
    double closedLoop(final int count) {
        final long startNs = System.nanoTime();
        final Histogram latencies = new Histogram(3);
        int left = count;
        while (latencies.getTotalCount() < count) {
            while (left > 0 && !idle.isEmpty()) {
                idle.removeFirst().send(System.nanoTime());
                left--;
            }
            poll(latencies);
        }
        return count * 1e9 / (System.nanoTime() - startNs);
    }

    /** At a steady rate, whatever the server does: each is measured from when it was due. Nanoseconds. */
    Histogram openLoop(final int count, final double rate) {
        final Histogram latencies = new Histogram(3);
        final double intervalNs = 1e9 / rate;
        final long startNs = System.nanoTime();
        int next = 0;
        while (latencies.getTotalCount() < count) {
            final long nowNs = System.nanoTime();
            while (next < count && !idle.isEmpty() && startNs + (long) (next * intervalNs) <= nowNs) {
                idle.removeFirst().send(startNs + (long) (next * intervalNs));
                next++;
            }
            poll(latencies);
        }
        return latencies;
    }

    private void poll(final Histogram latencies) {
        try {
            selector.selectNow(key -> {
                final Connection connection = (Connection) key.attachment();
                if (connection.receive() && latencies != null) {
                    if (connection.status != 200) {
                        throw new IllegalStateException("answered " + connection.status + " "
                                + new String(connection.answer, StandardCharsets.UTF_8));
                    }
                    latencies.recordValue(System.nanoTime() - connection.dueNs);
                    connection.answer = null;
                    idle.addLast(connection);
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
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
        int status;
        /** Null: none since the last was taken. */
        byte[] answer;

        Connection() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(final long atNs) {
            dueNs = atNs;
            final long number = sent++;
            final String body = "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\","
                    + "\"price\":\"100.00\",\"quantity\":\"0.0100\",\"clientOrderId\":\"" + run + "-" + number + "\"}";
            final String head =
                    "POST /orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-User-Id: "
                            + (1 + number % users) + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
            try {
                final ByteBuffer request = ByteBuffer.wrap((head + body).getBytes(StandardCharsets.US_ASCII));
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
            final int headEnd = indexOf(received.array(), received.position());
            if (headEnd < 0) {
                return false;
            }
            final String head =
                    new String(received.array(), 0, headEnd, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            final int at = head.indexOf(LENGTH) + LENGTH.length();
            final int end = head.indexOf('\r', at) < 0 ? head.length() : head.indexOf('\r', at);
            final int length = Integer.parseInt(head.substring(at, end));
            final int bodyStart = headEnd + HEAD_END.length;
            if (received.position() < bodyStart + length) {
                return false;
            }
            status = Integer.parseInt(head.substring(9, 12));
            answer = Arrays.copyOfRange(received.array(), bodyStart, bodyStart + length);
            received.clear();
            return true;
        }

        private static int indexOf(final byte[] bytes, final int length) {
            for (int i = 0; i + HEAD_END.length <= length; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                    return i;
                }
            }
            return -1;
        }
    }
}
