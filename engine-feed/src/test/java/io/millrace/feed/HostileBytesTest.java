package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.ZMQ;

/** A peer that speaks broken ZeroMQ to an open port must not stop the others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileBytesTest {
    private static final String ANY = "tcp://127.0.0.1:*";
    private static final int GREETING_LENGTH = 64;
    private static final int LARGE = 2;
    private static final int LARGE_COMMAND = 6;

    private FeedContext context = FeedContext.defaults();
    private final ScriptedLane lane = new ScriptedLane(0);
    private final RecordingListener listener = new RecordingListener();

    @Test
    void shouldGoOnWhenAFrameHeaderLies() throws IOException {
        attack("NULL");
    }

    @Test
    void shouldGoOnWhenAFrameHeaderLiesBeforeAuthentication() throws IOException {
        final ZMQ.Curve.KeyPair keys = ZMQ.Curve.generateKeyPair();
        context = context.with("curve.public-key", keys.publicKey)
                .with("curve.secret-key", keys.secretKey)
                .with("curve.engine-public-key", keys.publicKey)
                .with("curve.enabled", true);
        attack("CURVE");
    }

    private void attack(final String mechanism) throws IOException {
        try (FeedPublisher publisher = new FeedPublisher(ANY, context);
                ReplayServer replay =
                        new ReplayServer(ANY, context, lane, BookImageSource.NONE, (l, c, p, s) -> {}).start()) {
            for (final String endpoint : List.of(publisher.endpoint(), replay.endpoint())) {
                for (final int flags : new int[] {LARGE, LARGE_COMMAND, 0xFF}) {
                    for (final long size : new long[] {
                        -1,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE + 1,
                        Long.MIN_VALUE | Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        1L << 31
                    }) {
                        send(
                                endpoint,
                                mechanism,
                                ByteBuffer.allocate(9)
                                        .put((byte) flags)
                                        .putLong(size)
                                        .array());
                    }
                }
                final Random random = new Random(11);
                for (int i = 0; i < 40; i++) {
                    final byte[] garbage = new byte[1 + random.nextInt(100)];
                    random.nextBytes(garbage);
                    send(endpoint, mechanism, garbage);
                }
            }
            assertServes(publisher, replay);
            assertIdle();
        }
    }

    /** No thread of ZeroMQ spins: what they burn in a quiet while is a fraction of it. */
    private static void assertIdle() {
        final long before = ioCpuNs();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        final long burntNs = ioCpuNs() - before;
        assertTrue(burntNs < TimeUnit.MILLISECONDS.toNanos(150), "burnt_ns=" + burntNs);
    }

    private static long ioCpuNs() {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sumNs = 0;
        for (final ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("iothread")) {
                sumNs += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sumNs;
    }

    private void assertServes(final FeedPublisher publisher, final ReplayServer replay) {
        final FeedEndpoint endpoint = new FeedEndpoint(List.of(0), publisher.endpoint(), replay.endpoint());
        final LanePublication publication = publisher.lane(0, LaneStart.BEGINNING);
        lane.publish(publication, 100, 1, new Random(1));
        try (EngineFeedSubscriber subscriber =
                new EngineFeedSubscriber(List.of(endpoint), Map.of(0, LaneStart.BEGINNING), context, listener)) {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!(subscriber.isLive() && subscriber.sequence(0) == 200) && System.nanoTime() < deadlineNs) {
                if (subscriber.sequence(0) == 100 && lane.head().sequence() == 100) {
                    lane.publish(publication, 100, 1, new Random(2));
                }
                publication.doWork(System.nanoTime());
                subscriber.doWork(System.nanoTime());
                LockSupport.parkNanos(100_000);
            }
            assertTrue(subscriber.isLive() && subscriber.sequence(0) == 200, "sequence=" + subscriber.sequence(0));
        }
    }

    /** Greets as ZMTP 3.0, then sends the bytes; whatever the other side does to that is fine. */
    private static void send(final String endpoint, final String mechanism, final byte[] bytes) throws IOException {
        final URI address = URI.create(endpoint);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 1000);
            socket.setSoTimeout(200);
            final byte[] greeting = new byte[GREETING_LENGTH];
            greeting[0] = (byte) 0xFF;
            greeting[9] = 0x7F;
            greeting[10] = 3;
            System.arraycopy(mechanism.getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, mechanism.length());
            final OutputStream out = socket.getOutputStream();
            out.write(greeting);
            final InputStream in = socket.getInputStream();
            in.readNBytes(GREETING_LENGTH);
            out.write(bytes);
            LockSupport.parkNanos(5_000_000);
        } catch (final IOException e) {
            // Refused, reset or silent.
        }
    }
}
