package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.ZMQ;

/** Real sockets on free ports. */
@Timeout(180)
class FeedSocketsTest {
    private static final String ANY = "tcp://127.0.0.1:*";

    private final Random random = new Random(7);
    private final FeedContext context = FeedContext.defaults();
    private final ScriptedLane lane = new ScriptedLane(3);
    private final RecordingListener listener = new RecordingListener();

    @Test
    void shouldDeliverWhatWasPublishedBeforeAndAfterTheSubscriberCame() {
        try (FeedPublisher publisher = new FeedPublisher(ANY, context);
                ReplayServer replay = replay(ANY, context).start();
                EngineFeedSubscriber subscriber = subscriber(endpoint(publisher, replay), context)) {
            final LanePublication publication = publisher.lane(3, LaneStart.BEGINNING);
            lane.publish(publication, 5000, 10, random);
            stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 5000);
            lane.publish(publication, 5000, 1, random);
            stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 10_000 && subscriber.isLive());
        }
        assertIdentical(10_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.5})
    void shouldEndWithTheIdenticalStreamWhenTheNetworkIsBad(final double fault) {
        final long seed = System.nanoTime();
        System.out.println("seed=" + seed + " fault=" + fault);
        // Half of all lost is seven of eight requests in vain: their pauses must not add up to the deadline.
        final FeedContext hasty = context.with("request-timeout", "50 ms")
                .with("retry-min", "2 ms")
                .with("retry-max", "50 ms");
        try (FeedPublisher publisher = new FeedPublisher(ANY, hasty);
                ReplayServer replay = replay(ANY, hasty).start();
                LossyProxy proxy = new LossyProxy(endpoint(publisher, replay), new Random(seed), fault);
                EngineFeedSubscriber subscriber = subscriber(proxy.endpoint(endpoint(publisher, replay)), hasty)) {
            final LanePublication publication = publisher.lane(3, LaneStart.BEGINNING);
            for (int burst = 0; burst < 100; burst++) {
                lane.publish(publication, 20, 1 + random.nextInt(4), random);
                publication.doWork(System.nanoTime());
                proxy.step();
                subscriber.doWork(System.nanoTime());
            }
            stepUntil(subscriber, publication, () -> {
                proxy.step();
                return subscriber.sequence(3) == 2000 && subscriber.isLive();
            });
        }
        assertIdentical(2000);
    }

    @Test
    void shouldEndWithTheIdenticalStreamAtAHighWaterMarkOfOne() {
        final FeedContext tight = context.with("send-high-water-mark", 1).with("receive-high-water-mark", 1);
        try (FeedPublisher publisher = new FeedPublisher(ANY, tight);
                ReplayServer replay = replay(ANY, tight).start();
                EngineFeedSubscriber subscriber = subscriber(endpoint(publisher, replay), tight)) {
            final LanePublication publication = publisher.lane(3, LaneStart.BEGINNING);
            stepUntil(subscriber, publication, subscriber::isLive);
            for (int burst = 0; burst < 20; burst++) {
                lane.publish(publication, 500, 1, random);
                subscriber.doWork(System.nanoTime());
            }
            stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 10_000 && subscriber.isLive());
            assertTrue(subscriber.counter(3, FeedCounter.REQUESTS) > 1);
        }
        assertIdentical(10_000);
    }

    @Test
    void shouldGoOnWhenTheEngineIsStartedAgainAtTheSamePlace() {
        final FeedContext hasty = context.with("request-timeout", "100 ms");
        FeedPublisher publisher = new FeedPublisher(ANY, hasty);
        ReplayServer replay = replay(ANY, hasty).start();
        final FeedEndpoint place = endpoint(publisher, replay);
        try (EngineFeedSubscriber subscriber = subscriber(place, hasty)) {
            for (int life = 1; life <= 3; life++) {
                final LanePublication publication = publisher.lane(3, lane.head());
                lane.publish(publication, 100, 1, random);
                final long head = lane.head().sequence();
                stepUntil(subscriber, publication, () -> subscriber.sequence(3) == head && subscriber.isLive());
                lane.publish(publication, 50, 1, random);
                publisher.close();
                replay.close();
                publisher = new FeedPublisher(place.publish(), hasty);
                replay = replay(place.replay(), hasty).start();
            }
            final LanePublication publication = publisher.lane(3, lane.head());
            stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 450 && subscriber.isLive());
        } finally {
            publisher.close();
            replay.close();
        }
        assertIdentical(450);
    }

    @Test
    void shouldAdmitKnownKeysAloneWithCurve() {
        final ZMQ.Curve.KeyPair engine = ZMQ.Curve.generateKeyPair();
        final ZMQ.Curve.KeyPair known = ZMQ.Curve.generateKeyPair();
        final ZMQ.Curve.KeyPair stranger = ZMQ.Curve.generateKeyPair();
        final FeedContext server =
                curve(engine, engine.publicKey).with("curve.admitted-public-keys", List.of(known.publicKey));
        try (FeedPublisher publisher = new FeedPublisher(ANY, server);
                ReplayServer replay = replay(ANY, server).start()) {
            final LanePublication publication = publisher.lane(3, LaneStart.BEGINNING);
            lane.publish(publication, 100, 1, random);
            for (final FeedContext refused :
                    List.of(curve(stranger, engine.publicKey), curve(known, stranger.publicKey), context)) {
                try (EngineFeedSubscriber subscriber = subscriber(endpoint(publisher, replay), refused)) {
                    final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
                    stepUntil(subscriber, publication, () -> System.nanoTime() > endNs);
                    assertEquals(LaneState.RECOVERING, subscriber.state(3));
                    assertEquals(0, subscriber.sequence(3));
                }
            }
            try (EngineFeedSubscriber subscriber =
                    subscriber(endpoint(publisher, replay), curve(known, engine.publicKey))) {
                stepUntil(subscriber, publication, subscriber::isLive);
                lane.publish(publication, 900, 3, random);
                stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 1000 && subscriber.isLive());
            }
        }
        assertIdentical(1000);
    }

    @Test
    void shouldNoticeASocketThatHangs() {
        final FeedContext alert = context.with("heartbeat-interval", "20 ms").with("silence-timeout", "500 ms");
        try (FeedPublisher publisher = new FeedPublisher(ANY, alert);
                ReplayServer replay = replay(ANY, alert);
                FeedWatch watch = new FeedWatch(publisher, replay, alert)) {
            final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
            while (System.nanoTime() < endNs) {
                replay.doWork();
                watch.doWork(System.nanoTime());
                LockSupport.parkNanos(1_000_000);
            }
            assertFalse(watch.isHung());
            // From here on nobody serves the replay socket.
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!watch.isHung() && System.nanoTime() < deadlineNs) {
                watch.doWork(System.nanoTime());
                LockSupport.parkNanos(1_000_000);
            }
            assertTrue(watch.isHung());
        }
    }

    private FeedContext curve(final ZMQ.Curve.KeyPair own, final String enginePublicKey) {
        return context.with("curve.public-key", own.publicKey)
                .with("curve.secret-key", own.secretKey)
                .with("curve.engine-public-key", enginePublicKey)
                .with("curve.enabled", true);
    }

    private void assertIdentical(final int count) {
        assertEquals(count, listener.taken(3).size());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(lane.output(i + 1), listener.taken(3).get(i));
        }
    }

    private ReplayServer replay(final String address, final FeedContext settings) {
        return new ReplayServer(address, settings, lane, BookImageSource.NONE, (l, c, p, s) -> {});
    }

    private static FeedEndpoint endpoint(final FeedPublisher publisher, final ReplayServer replay) {
        return new FeedEndpoint(List.of(3), publisher.endpoint(), replay.endpoint());
    }

    private EngineFeedSubscriber subscriber(final FeedEndpoint endpoint, final FeedContext settings) {
        return new EngineFeedSubscriber(List.of(endpoint), Map.of(3, LaneStart.BEGINNING), settings, listener);
    }

    @Test
    void shouldNotTakeAPauseOfTheMachineForAHungSocket() {
        try (FeedPublisher publisher = new FeedPublisher(ANY, context);
                ReplayServer replay = replay(ANY, context).start();
                FeedWatch watch = new FeedWatch(publisher, replay, context)) {
            final long nowNs = System.nanoTime();
            watch.doWork(nowNs);
            watch.doWork(nowNs + TimeUnit.HOURS.toNanos(1));
            assertFalse(watch.isHung());
        }
    }

    private static void stepUntil(
            final EngineFeedSubscriber subscriber, final LanePublication publication, final BooleanSupplier done) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.getAsBoolean()) {
            final long nowNs = System.nanoTime();
            publication.doWork(nowNs);
            if (subscriber.doWork(nowNs) == 0) {
                LockSupport.parkNanos(100_000);
            }
            if (nowNs - deadlineNs > 0) {
                throw new AssertionError("not in time: sequence=" + subscriber.sequence(3));
            }
        }
    }
}
