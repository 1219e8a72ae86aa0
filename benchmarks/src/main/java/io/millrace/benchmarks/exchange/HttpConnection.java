package io.millrace.benchmarks.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One keep-alive connection with one request under way: no more of HTTP than a load needs. */
final class HttpConnection implements AutoCloseable {
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_OFFSET = 9;

    private final int port;
    private final Selector selector;
    private final ByteBuffer out = ByteBuffer.allocateDirect(4 << 10);
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10);

    /** What the caller wants to know again with the answer. */
    long index;

    long dueNs;

    private SocketChannel channel;
    private boolean isAnswerDue;

    HttpConnection(final int port, final Selector selector) throws IOException {
        this.port = port;
        this.selector = selector;
        open();
    }

    private void open() throws IOException {
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(final String head, final String body) throws IOException {
        out.clear();
        out.put((head + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII))
                .flip();
        in.clear();
        isAnswerDue = true;
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Takes what has come; the status of the answer if that is all of it, else 0. */
    int receive() throws IOException {
        if (channel.read(in) < 0) {
            if (isAnswerDue) {
                throw new IOException("gateway closed a connection that it owes an answer");
            }
            // It does not keep for ever what nobody uses.
            channel.close();
            open();
            return 0;
        }
        final int end = headEnd();
        if (end < 0 || in.position() < end + contentLength(end)) {
            return 0;
        }
        isAnswerDue = false;
        return number(STATUS_OFFSET);
    }

    String body() {
        final int start = headEnd();
        return new String(in.array(), start, in.position() - start, StandardCharsets.UTF_8);
    }

    private int headEnd() {
        final byte[] bytes = in.array();
        for (int i = 3; i < in.position(); i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private int contentLength(final int end) {
        final byte[] bytes = in.array();
        for (int i = 0; i + LENGTH.length < end; i++) {
            int matched = 0;
            while (matched < LENGTH.length && Character.toLowerCase(bytes[i + matched]) == LENGTH[matched]) {
                matched++;
            }
            if (matched == LENGTH.length) {
                return number(i + matched);
            }
        }
        return 0;
    }

    private int number(final int offset) {
        int value = 0;
        for (int i = offset; in.get(i) >= '0' && in.get(i) <= '9'; i++) {
            value = 10 * value + in.get(i) - '0';
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
