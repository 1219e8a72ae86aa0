package io.millrace.gateway.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;

/** A WebSocket client that reads a frame only when it is asked to: as slow as a test wants it. One thread. */
public final class StreamClient implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TIMEOUT_MS = 60_000;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    /** Whether pings are answered. */
    public boolean answersPings = true;
    /** Code with which the server closed; 0: it has not. */
    public int closeCode;

    private int lastId;

    public StreamClient(final int port, final String path, final Map<String, String> headers) {
        try {
            socket.setReceiveBufferSize(8 * 1024);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1024));
            out = socket.getOutputStream();
            final StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
            headers.forEach((name, value) ->
                    request.append(name).append(": ").append(value).append("\r\n"));
            out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            final String status = line();
            for (String line = line(); !line.isEmpty(); line = line()) {
                // Headers are of no interest.
            }
            if (!status.contains(" 101 ")) {
                throw new IOException("refused: " + status);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks and waits for the answer; other messages that come before it are lost. */
    public JsonNode ask(final String method, final String params) {
        final int id = ++lastId;
        send("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        return await(message -> message.path("id").asInt() == id);
    }

    public JsonNode subscribe(final String... channels) {
        return ask("subscribe", "{\"channels\":[\"" + String.join("\",\"", channels) + "\"]}");
    }

    public void send(final String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next message that fits. */
    public JsonNode await(final Predicate<JsonNode> wanted) {
        final long deadlineNs = System.nanoTime() + TIMEOUT_MS * 1_000_000L;
        while (System.nanoTime() - deadlineNs < 0) {
            final JsonNode message = next();
            if (message == null) {
                throw new AssertionError("the server closed, code=" + closeCode);
            }
            if (wanted.test(message)) {
                return message;
            }
        }
        throw new AssertionError("no such message came");
    }

    /** Whether something has come. */
    public boolean isReady() {
        try {
            return in.available() > 0;
        } catch (final IOException gone) {
            return true;
        }
    }

    /** The next message of a channel. */
    public JsonNode await(final String channel) {
        return await(message -> message.path("channel").asText().equals(channel));
    }

    /** The next message; null if the server closed. */
    public JsonNode next() {
        try {
            final ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (true) {
                final int first = in.readUnsignedByte();
                final byte[] payload = payload();
                switch (first & 0x0F) {
                    case PING -> {
                        if (answersPings) {
                            frame(PONG, payload);
                        }
                    }
                    case PONG -> {}
                    case CLOSE -> {
                        closeCode = payload.length < 2
                                ? 1005
                                : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                        frame(CLOSE, payload);
                        return null;
                    }
                    default -> {
                        text.write(payload);
                        if ((first & 0x80) != 0) {
                            return MAPPER.readTree(text.toByteArray());
                        }
                    }
                }
            }
        } catch (final SocketTimeoutException late) {
            throw new AssertionError("nothing came in time", late);
        } catch (final EOFException | SocketException gone) {
            closeCode = closeCode == 0 ? 1006 : closeCode;
            return null;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on until the server closes; returns its code. */
    public int awaitClose() {
        while (next() != null) {
            // What comes before the end is of no interest.
        }
        return closeCode;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] payload() throws IOException {
        final int length = in.readUnsignedByte() & 0x7F;
        final long whole = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        final byte[] payload = new byte[Math.toIntExact(whole)];
        in.readFully(payload);
        return payload;
    }

    private void frame(final int opcode, final byte[] payload) {
        final ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload).flip();
        final byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        try {
            out.write(bytes);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        final StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
