package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that mean harm, or do it anyway: others go on being served, and what they cost is bounded. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class HostileClientTest {
    private static final LimitSettings NO_LIMITS = new LimitSettings(false, 0, 0, 0, 1);
    /** What a client costs that only keeps its connection, with room for what the JVM does meanwhile. */
    private static final long BYTES_PER_IDLE_CONNECTION = 32 * 1024;

    @Test
    void shouldEndARequestThatComesByteByByte() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(NO_LIMITS, null, 500);
                Socket slowHead = socket(fixture);
                Socket slowBody = socket(fixture)) {
            slowBody.getOutputStream()
                    .write("POST /orders HTTP/1.1\r\nHost: x\r\nX-User-Id: 1\r\nContent-Length: 1000\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            boolean isHeadOpen = true;
            boolean isBodyOpen = true;
            while ((isHeadOpen || isBodyOpen) && System.nanoTime() - deadlineNs < 0) {
                isHeadOpen = isHeadOpen && drip(slowHead, "X");
                isBodyOpen = isBodyOpen && drip(slowBody, " ");
                assertEquals(200, fixture.get("/api/v1/ping", 0).status());
            }
            assertTrue(!isHeadOpen && !isBodyOpen, "head open=" + isHeadOpen + " body open=" + isBodyOpen);
        }
    }

    /** One more byte; false once the server has closed. */
    private static boolean drip(final Socket socket, final String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(100);
            return socket.getInputStream().read() >= 0;
        } catch (final SocketTimeoutException silent) {
            return true;
        } catch (final IOException closed) {
            return false;
        }
    }

    @Test
    void shouldRefuseAHugeBodyBeforeItIsRead() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture();
                Socket announced = socket(fixture);
                Socket chunked = socket(fixture)) {
            announced
                    .getOutputStream()
                    .write("POST /orders HTTP/1.1\r\nHost: x\r\nX-User-Id: 1\r\nContent-Length: 100000000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertTrue(answer(announced).startsWith("HTTP/1.1 413"));
            chunked.getOutputStream()
                    .write("POST /orders HTTP/1.1\r\nHost: x\r\nX-User-Id: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            final long sent = flood(chunked, 100_000_000);
            assertTrue(sent < 100_000_000, "the server took it all");
            assertEquals(200, fixture.get("/api/v1/ping", 0).status());
        }
    }

    /** Sends chunks until the server has had enough; bytes that went out. */
    private static long flood(final Socket socket, final long length) {
        final byte[] chunk = ("ffff\r\n" + " ".repeat(0xffff) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try {
            while (sent < length) {
                socket.getOutputStream().write(chunk);
                sent += chunk.length;
            }
        } catch (final IOException closed) {
            return sent;
        }
        return sent;
    }

    private static String answer(final Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        final byte[] bytes = new byte[64];
        final int length = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldServeOthersWhileSocketsIdle() throws Exception {
        idle(300);
    }

    @Test
    @Tag("long")
    void shouldServeOthersWhileTenThousandSocketsIdle() throws Exception {
        final int count = 10_000;
        try (GatewayFixture fixture = new GatewayFixture(NO_LIMITS, null, 120_000)) {
            final OtherClients others = new OtherClients(fixture);
            try (IdleSockets sockets = new IdleSockets(fixture.gateway.port(), count)) {
                for (int i = 0; i < 20; i++) {
                    requireServedAndBounded(others, count);
                }
                assertTrue(sockets.areOpen());
                System.out.println("idle sockets=" + count + " " + others);
            }
        }
    }

    @Test
    @Tag("long")
    void shouldServeOthersWhileManyRequestsComeByteByByte() throws Exception {
        final int count = 2_000;
        final List<Socket> sockets = new ArrayList<>();
        try (GatewayFixture fixture = new GatewayFixture(NO_LIMITS, null, 10_000)) {
            final OtherClients others = new OtherClients(fixture);
            for (int i = 0; i < count; i++) {
                sockets.add(socket(fixture));
            }
            int open = count;
            for (final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120); open > 0; ) {
                assertTrue(System.nanoTime() - endNs < 0, "open=" + open);
                requireServedAndBounded(others, count);
                open = 0;
                for (final Socket socket : sockets) {
                    open += !socket.isClosed() && trickle(socket) ? 1 : 0;
                }
            }
            System.out.println("requests byte by byte=" + count + " " + others);
        } finally {
            for (final Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** One more byte of a head, without a wait; false once the server has closed. */
    private static boolean trickle(final Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('X');
            return socket.getInputStream().available() == 0;
        } catch (final IOException gone) {
            socket.close();
            return false;
        }
    }

    @Test
    @Tag("long")
    void shouldServeOthersWhileHugeBodiesCome() throws Exception {
        final int count = 50;
        final List<Thread> senders = new ArrayList<>();
        final AtomicLong sent = new AtomicLong();
        try (GatewayFixture fixture = new GatewayFixture()) {
            final OtherClients others = new OtherClients(fixture);
            for (int i = 0; i < count; i++) {
                final Thread sender = new Thread(() -> sendHugeBodies(fixture, sent));
                sender.start();
                senders.add(sender);
            }
            while (senders.stream().anyMatch(Thread::isAlive)) {
                requireServedAndBounded(others, count);
            }
            System.out.println("bodies of 100 MB=" + count * 10 + " bytes taken=" + sent + " " + others);
            assertTrue(sent.get() < count * 10 * 100_000_000L, "the server took it all");
        }
    }

    private static void sendHugeBodies(final GatewayFixture fixture, final AtomicLong sent) {
        for (int i = 0; i < 10; i++) {
            try (Socket socket = socket(fixture)) {
                socket.getOutputStream()
                        .write("POST /orders HTTP/1.1\r\nHost: x\r\nX-User-Id: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                sent.addAndGet(flood(socket, 100_000_000));
            } catch (final IOException refused) {
                continue;
            }
        }
    }

    private static void requireServedAndBounded(final OtherClients others, final int count) {
        for (int i = 0; i < 20; i++) {
            others.ask("/balances", ALICE);
        }
        others.requireHeap(count * BYTES_PER_IDLE_CONNECTION + (64L << 20));
    }

    private static void idle(final int count) throws Exception {
        final List<Socket> sockets = new ArrayList<>();
        try (GatewayFixture fixture = new GatewayFixture(NO_LIMITS, null, 120_000)) {
            final OtherClients others = new OtherClients(fixture);
            for (int i = 0; i < count; i++) {
                sockets.add(socket(fixture));
            }
            requireServedAndBounded(others, count);
        } finally {
            for (final Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void shouldHoldAFloodFromOneKeyToItsLimit() throws Exception {
        flood(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    @Tag("long")
    void shouldHoldALongFloodFromOneKeyToItsLimit() throws Exception {
        flood(TimeUnit.SECONDS.toNanos(20));
    }

    /** One user sends what the machine can, pipelined; another one's requests are all answered. */
    private static void flood(final long durationNs) throws Exception {
        final int orderLimit = 50;
        final long dayS = TimeUnit.DAYS.toSeconds(1);
        // In a day's window nothing comes back while a test runs.
        try (GatewayFixture fixture =
                new GatewayFixture(new LimitSettings(true, 100_000_000, 1_000_000, orderLimit, dayS), null)) {
            final AtomicBoolean stop = new AtomicBoolean();
            final AtomicLong sent = new AtomicLong();
            final List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                final Thread sender = new Thread(() -> pipeline(fixture, stop, sent));
                sender.start();
                senders.add(sender);
            }
            final long startNs = System.nanoTime();
            final long endNs = startNs + durationNs;
            final OtherClients others = new OtherClients(fixture);
            while (System.nanoTime() - endNs < 0 || others.count() < 40) {
                others.ask("/api/v1/ping", 0);
                if (others.count() < 40) {
                    others.ask("/balances", BOB);
                }
            }
            others.requireHeap(64L << 20);
            stop.set(true);
            for (final Thread sender : senders) {
                sender.join(TimeUnit.SECONDS.toMillis(60));
            }
            System.out.println("flood offered a second=" + sent.get() * 1_000_000_000 / (System.nanoTime() - startNs));
            System.out.println("flood offered=" + sent + " placed=" + fixture.core.placed.size() + " " + others);
            assertEquals(orderLimit, fixture.core.placed.size());
            assertTrue(sent.get() > 10 * orderLimit, "sent=" + sent);
        }
    }

    private static void pipeline(final GatewayFixture fixture, final AtomicBoolean stop, final AtomicLong sent) {
        final String body =
                "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"1.00\",\"quantity\":\"1\"}";
        final byte[] requests = ("POST /orders HTTP/1.1\r\nHost: x\r\nX-User-Id: 1001\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .repeat(64)
                .getBytes(StandardCharsets.US_ASCII);
        final byte[] sink = new byte[1 << 16];
        try (Socket socket = socket(fixture)) {
            final Thread reader = new Thread(() -> {
                try {
                    while (socket.getInputStream().read(sink) >= 0) {
                        continue;
                    }
                } catch (final IOException closed) {
                    return;
                }
            });
            reader.setDaemon(true);
            reader.start();
            while (!stop.get()) {
                socket.getOutputStream().write(requests);
                sent.addAndGet(64);
            }
        } catch (final IOException closed) {
            stop.set(true);
        }
    }

    private static Socket socket(final GatewayFixture fixture) throws IOException {
        return new Socket("127.0.0.1", fixture.gateway.port());
    }
}
