package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.trading.AccountEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * WebSocket handshakes and frames that nobody would send. Each connection ends when its client has gone or before; nobody sees
 * what is another user's, and who listens meanwhile misses nothing. The seed is in every message.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class FrameFuzzTest {
    private static final int READ_TIMEOUT_MS = 60_000;
    /** Of an event of Bob's; no answer to Alice has it. */
    private static final String BOBS = "bobs-secret-deposit";

    private static final List<String> TEXTS = List.of(
            "{\"id\":1,\"method\":\"subscribe\",\"params\":{\"channels\":[\"depth.BTC_USDT\"]}}",
            "{\"id\":2,\"method\":\"subscribe\",\"params\":{\"channels\":[\"balances\",\"orders\"]}}",
            "{\"id\":3,\"method\":\"subscribe\",\"params\":{\"channels\":[\"fills\"],\"fromAccountSequence\":\"0\"}}",
            "{\"id\":4,\"method\":\"auth\",\"params\":{\"userId\":\"5005\"}}",
            "{\"id\":5,\"method\":\"resync\",\"params\":{\"channels\":[\"depth.BTC_USDT\"]}}",
            "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@depth\",\"btcusdt@kline_1m\"],\"id\":6}",
            "{\"id\":\"x\",\"method\":\"ping\"}",
            "[[[[[[[[[[[[",
            "");
    private static final List<String> HANDSHAKE_LINES = List.of(
            "Sec-WebSocket-Version: 99",
            "Sec-WebSocket-Version:",
            "Sec-WebSocket-Key: x",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99",
            "Sec-WebSocket-Protocol: \u00e9,,",
            "Upgrade: h2c",
            "Connection: keep-alive",
            "Origin: null",
            "Content-Length: 5",
            "Authorization: Bearer .");
    private static final int[] CLOSE_CODES = {0, 999, 1000, 1004, 1005, 1006, 1015, 4999, 65_535};

    private final GatewayFixture fixture = new GatewayFixture();

    @Test
    void shouldOutliveWhateverFramesAreSent() throws Exception {
        run(200);
    }

    @Test
    @Tag("long")
    void shouldOutliveWhateverFramesAreSentForLong() throws Exception {
        run(20_000);
    }

    /** Such lengths are negative to whoever reads them as a long. */
    @Test
    void shouldEndAConnectionWhoseFrameHasNoPossibleLength() throws Exception {
        try (fixture) {
            for (final long length : new long[] {-1, -(1L << 40) + Integer.MAX_VALUE}) {
                final ByteBuffer frame = ByteBuffer.allocate(20);
                frame.put((byte) 0x81)
                        .put((byte) 0xff)
                        .putLong(length)
                        .putInt(0)
                        .put(new byte[6]);
                try (Socket socket = new Socket("127.0.0.1", fixture.gateway.port())) {
                    socket.setSoTimeout(READ_TIMEOUT_MS);
                    socket.getOutputStream().write(handshake("/ws", "").getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(frame.array());
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (final SocketTimeoutException open) {
                    throw new AssertionError("still open after a length of " + length, open);
                } catch (final SocketException reset) {
                    continue;
                }
            }
            awaitConnections(0, "lengths");
        }
    }

    private void run(final int count) throws IOException {
        final long seed = System.nanoTime();
        System.out.println("frame fuzz seed=" + seed);
        final Random random = new Random(seed);
        int upgraded = 0;
        try (fixture;
                StreamClient bob = new StreamClient(
                        fixture.gateway.port(), "/ws", Map.of("X-User-Id", Long.toString(GatewayFixture.BOB)))) {
            bob.subscribe("balances");
            for (int i = 1; i <= count; i++) {
                fixture.accounts.onEvent(deposit(i));
                final String answer = exchange(random, "seed=" + seed + " i=" + i);
                assertFalse(answer.startsWith("HTTP/1.1 5"), "seed=" + seed + " i=" + i + "\n" + answer);
                assertFalse(answer.contains(BOBS), "seed=" + seed + " i=" + i + "\n" + answer);
                upgraded += answer.startsWith("HTTP/1.1 101") ? 1 : 0;
                final JsonNode told = bob.await("balances");
                assertEquals(i, told.path("accountSequence").asInt(), "seed=" + seed);
                assertEquals(BOBS, told.path("requestId").asText(), "seed=" + seed);
            }
            assertTrue(upgraded > count / 2, "upgraded=" + upgraded + " of " + count);
            awaitConnections(1, "seed=" + seed);
            assertEquals(200, fixture.get("/api/v1/ping", 0).status());
        }
    }

    private void awaitConnections(final int count, final String why) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (fixture.gateway.streamConnections() != count) {
            assertTrue(System.nanoTime() - deadlineNs < 0, why + " open=" + fixture.gateway.streamConnections());
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Everything that comes back until the server has closed too; a connection that outlives its client is a leak. */
    private String exchange(final Random random, final String why) throws IOException {
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (Socket socket = new Socket("127.0.0.1", fixture.gateway.port())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream().write(handshake(random));
            for (int frames = random.nextInt(6); frames > 0; frames--) {
                socket.getOutputStream().write(frame(random));
            }
            socket.shutdownOutput();
            socket.getInputStream().transferTo(received);
        } catch (final SocketTimeoutException open) {
            throw new AssertionError(why + " is still open after\n" + received, open);
        } catch (final IOException reset) {
            return received.toString(StandardCharsets.ISO_8859_1);
        }
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] handshake(final Random random) {
        final List<String> paths =
                List.of("/ws", "/ws", "/ws/btcusdt@depth", "/stream?streams=btcusdt@trade/x@y", "/ws/%zz");
        final String path = paths.get(random.nextInt(paths.size()));
        final String line =
                random.nextInt(6) > 0 ? "" : HANDSHAKE_LINES.get(random.nextInt(HANDSHAKE_LINES.size())) + "\r\n";
        return handshake(path, line).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String handshake(final String path, final String line) {
        return "GET " + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-User-Id: 1001\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + line + "\r\n";
    }

    /** A frame whose parts may contradict each other: opcode, flags, length, mask and payload. */
    private static byte[] frame(final Random random) {
        final byte[] payload = payload(random);
        final int opcode = random.nextInt(3) > 0 ? 1 : random.nextInt(16);
        final int flags = random.nextInt(4) > 0 ? 0x80 : random.nextInt(16) << 4;
        final boolean isMasked = random.nextInt(8) > 0;
        final long length = random.nextInt(10) > 0 ? payload.length : random.nextLong();
        final ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (flags | opcode));
        final int maskBit = isMasked ? 0x80 : 0;
        if (length >= 0 && length < 126) {
            frame.put((byte) (maskBit | length));
        } else if (length >= 0 && length < 1 << 16) {
            frame.put((byte) (maskBit | 126)).putShort((short) length);
        } else {
            frame.put((byte) (maskBit | 127)).putLong(length);
        }
        final int mask = random.nextBoolean() ? 0 : random.nextInt();
        if (isMasked) {
            frame.putInt(mask);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (isMasked ? mask >>> 24 - 8 * (i % 4) : 0)));
        }
        final byte[] bytes = new byte[random.nextInt(8) > 0 ? frame.position() : random.nextInt(frame.position() + 1)];
        frame.flip().get(bytes);
        return bytes;
    }

    private static byte[] payload(final Random random) {
        switch (random.nextInt(8)) {
            case 0 -> {
                final byte[] garbage = new byte[random.nextInt(300)];
                random.nextBytes(garbage);
                return garbage;
            }
            case 1 -> {
                final int code = CLOSE_CODES[random.nextInt(CLOSE_CODES.length)];
                return new byte[] {(byte) (code >>> 8), (byte) code, (byte) 0xff};
            }
            case 2 -> {
                return new byte[random.nextInt(100_000)];
            }
            default -> {
                final byte[] text = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
                if (text.length > 0 && random.nextInt(3) == 0) {
                    text[random.nextInt(text.length)] = (byte) random.nextInt(256);
                }
                return text;
            }
        }
    }

    private static AccountEvent deposit(final long accountSequence) {
        return new AccountEvent(
                GatewayFixture.BOB,
                accountSequence,
                accountSequence,
                5_000_000,
                "TRANSFER_IN",
                null,
                BOBS,
                List.of(new AccountEvent.Change(3, 1_000_000, 0, accountSequence * 1_000_000, 0)));
    }
}
