package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.feed.fault.FaultyNetwork;
import io.millrace.schema.sbe.FeedConsumer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The subscriber against a network in memory that does everything a network must not, on one thread and a clock of its
 * own.
 */
@Timeout(60)
class FeedFaultsTest {
    private static final int LANE = 3;
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FeedContext context = FeedContext.defaults()
            .with("request-count-max", 50)
            .with("batch-count-max", 8)
            .with("request-timeout", "30 ms")
            .with("retry-min", "1 ms")
            .with("retry-max", "20 ms");
    private final ScriptedLane lane = new ScriptedLane(LANE);
    private final RecordingListener listener = new RecordingListener();
    private final List<String> progress = new ArrayList<>();
    private long nowNs;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.25, 0.5})
    void shouldEndWithTheIdenticalStream(final double fault) {
        for (int round = 0; round < 20; round++) {
            final long seed = System.nanoTime();
            System.out.println("seed=" + seed + " fault=" + fault);
            new FeedFaultsTest().run(seed, fault);
        }
    }

    private void run(final long seed, final double fault) {
        final Random random = new Random(seed);
        final FaultyNetwork network = network(random, fault);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        if (random.nextBoolean()) {
            listener.takes = () -> random.nextInt(10) > 0;
        }
        try (EngineFeedSubscriber subscriber = subscriber(LaneStart.BEGINNING, network)) {
            for (int burst = 0; burst < 200; burst++) {
                lane.publish(publication, random.nextInt(30), 1 + random.nextInt(10), random);
                step(subscriber, publication, 1 + random.nextInt(5));
            }
            stepUntilLive(subscriber, publication);
            assertIdentical();
            assertEquals(listener.taken(LANE).size(), subscriber.counter(LANE, FeedCounter.DELIVERED));
        }
    }

    @Test
    void shouldFetchTheTailThatOnlyAHeartbeatReveals() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        try (EngineFeedSubscriber subscriber = subscriber(LaneStart.BEGINNING, network)) {
            stepUntilLive(subscriber, publication);
            network.connected(false);
            lane.publish(publication, 5, 1, new Random(2));
            network.connected(true);
            assertEquals(LaneState.LIVE, subscriber.state(LANE));
            step(subscriber, publication, 30);
            assertIdentical();
        }
    }

    @Test
    void shouldStartInTheMiddle() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        lane.publish(publication, 100, 3, new Random(2));
        final LaneStart start = new LaneStart(40, lane.hash(40));
        try (EngineFeedSubscriber subscriber = subscriber(start, network)) {
            stepUntilLive(subscriber, publication);
            assertEquals(60, listener.taken(LANE).size());
            assertArrayEquals(lane.output(41), listener.taken(LANE).get(0));
        }
    }

    @Test
    void shouldHaltWhenTheStartIsNotInTheChain() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        lane.publish(publication, 100, 3, new Random(2));
        try (EngineFeedSubscriber subscriber = subscriber(new LaneStart(40, lane.hash(39)), network)) {
            step(subscriber, publication, 100);
            assertEquals(LaneState.HALTED, subscriber.state(LANE));
            assertTrue(listener.taken(LANE).isEmpty());
            final String detail = listener.details.get(LANE);
            assertTrue(detail.contains("lane=3 sequence=41"), detail);
            assertTrue(detail.contains(hex(lane.hash(40))) && detail.contains(hex(lane.hash(39))), detail);
        }
    }

    @Test
    void shouldHaltWhenTheNextOutputWasPurged() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        lane.publish(publication, 100, 3, new Random(2));
        lane.purgeBefore(50);
        try (EngineFeedSubscriber subscriber = subscriber(new LaneStart(40, lane.hash(40)), network)) {
            network.reopen();
            step(subscriber, publication, 100);
            assertEquals(LaneState.HALTED, subscriber.state(LANE));
            final String detail = listener.details.get(LANE);
            assertTrue(detail.contains("wanted=41 engine_earliest=50 engine_head=100 delivered=40"), detail);
        }
    }

    @Test
    void shouldHaltWhenTheEngineHasAnotherHead() {
        final FaultyNetwork network = network(new Random(1), 0);
        lane.append(10, new Random(3));
        final LanePublication publication =
                new LanePublication(LANE, new LaneStart(1, new byte[FeedFrames.HASH_LENGTH]), network, context);
        try (EngineFeedSubscriber subscriber = subscriber(new LaneStart(1, lane.hash(1)), network)) {
            step(subscriber, publication, 1);
            assertEquals(LaneState.HALTED, subscriber.state(LANE));
            assertTrue(listener.details.get(LANE).contains("engine_hash=0000"), listener.details.get(LANE));
        }
    }

    @Test
    void shouldKeepWhatTheListenerDeclinesAndFetchWhatDidNotFit() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        final boolean[] takes = {false};
        listener.takes = () -> takes[0];
        try (EngineFeedSubscriber subscriber = subscriber(LaneStart.BEGINNING, network)) {
            for (int i = 0; i < 40; i++) {
                final byte[] output = lane.append(1 << 20, new Random(i));
                publication.offer(
                        i + 1,
                        new UnsafeBuffer(output),
                        0,
                        output.length,
                        lane.head().hash());
                publication.flush();
            }
            step(subscriber, publication, 50);
            assertTrue(listener.taken(LANE).isEmpty());
            assertTrue(subscriber.counter(LANE, FeedCounter.DROPPED_BATCHES) > 10);
            assertEquals(LaneState.RECOVERING, subscriber.state(LANE));
            takes[0] = true;
            stepUntilLive(subscriber, publication);
            assertIdentical();
        }
    }

    @Test
    void shouldConnectAnewWhenTheEngineIsSilentAndGoOnWhenItIsBack() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        try (EngineFeedSubscriber subscriber = subscriber(LaneStart.BEGINNING, network)) {
            stepUntilLive(subscriber, publication);
            network.connected(false);
            lane.publish(publication, 7, 1, new Random(2));
            step(subscriber, publication, 6000);
            assertEquals(1, network.reopened());
            assertEquals(LaneState.RECOVERING, subscriber.state(LANE));
            network.connected(true);
            stepUntilLive(subscriber, publication);
            assertIdentical();
        }
    }

    @Test
    void shouldTakeTheLaneFromTheEngineThatOwnsItNow() {
        final FaultyNetwork first = network(new Random(1), 0);
        final FaultyNetwork second = network(new Random(2), 0);
        final FeedContext patient = context.with("silence-timeout", "200 ms");
        final FeedEndpoint one = new FeedEndpoint(List.of(LANE), "one", "one");
        final FeedEndpoint two = new FeedEndpoint(List.of(LANE), "two", "two");
        try (EngineFeedSubscriber subscriber = new EngineFeedSubscriber(
                List.of(one, two),
                Map.of(LANE, LaneStart.BEGINNING),
                patient,
                listener,
                (endpoint, lanes) -> endpoint == one ? first : second)) {
            final LanePublication before = new LanePublication(LANE, LaneStart.BEGINNING, first, patient);
            lane.publish(before, 10, 1, new Random(2));
            stepUntilLive(subscriber, before);
            first.connected(false);
            lane.publish(before, 10, 1, new Random(3));
            final LanePublication after = new LanePublication(LANE, lane.head(), second, patient);
            stepUntilLive(subscriber, after);
            lane.publish(after, 10, 1, new Random(4));
            step(subscriber, after, 2);
            assertEquals(30, listener.taken(LANE).size());
            assertIdentical();
        }
    }

    @Test
    void shouldReportProgressAndRepeatIt() {
        final FaultyNetwork network = network(new Random(1), 0);
        final LanePublication publication = new LanePublication(LANE, LaneStart.BEGINNING, network, context);
        try (EngineFeedSubscriber subscriber = subscriber(LaneStart.BEGINNING, network)) {
            step(subscriber, publication, 10);
            assertEquals(List.of(), progress);
            subscriber.confirm(LANE, FeedConsumer.UBSCORE, 2, 17);
            step(subscriber, publication, 1);
            assertEquals(List.of("3 UBSCORE 2 17"), progress);
            subscriber.confirm(LANE, FeedConsumer.UBSCORE, 2, 18);
            step(subscriber, publication, 300);
            assertEquals(List.of("3 UBSCORE 2 17", "3 UBSCORE 2 18"), progress);
            step(subscriber, publication, 2500);
            assertEquals(3, progress.size());
            assertEquals(2, new TreeSet<>(progress).size());
        }
    }

    private FaultyNetwork network(final Random random, final double fault) {
        final ReplayResponder responder = new ReplayResponder(
                context,
                lane,
                BookImageSource.NONE,
                (l, consumer, part, sequence) -> progress.add(l + " " + consumer + " " + part + " " + sequence));
        return new FaultyNetwork(random, fault, responder::respond);
    }

    private EngineFeedSubscriber subscriber(final LaneStart start, final FaultyNetwork network) {
        return new EngineFeedSubscriber(
                List.of(new FeedEndpoint(List.of(LANE), "memory", "memory")),
                Map.of(LANE, start),
                context,
                listener,
                (endpoint, lanes) -> network);
    }

    private void step(final EngineFeedSubscriber subscriber, final LanePublication publication, final int count) {
        for (int i = 0; i < count; i++) {
            nowNs += STEP_NS;
            publication.doWork(nowNs);
            subscriber.doWork(nowNs);
        }
    }

    private void stepUntilLive(final EngineFeedSubscriber subscriber, final LanePublication publication) {
        final long head = lane.head().sequence();
        for (int i = 0; i < 100_000; i++) {
            step(subscriber, publication, 1);
            assertFalse(subscriber.state(LANE) == LaneState.HALTED, () -> listener.details.get(LANE));
            if (subscriber.isLive() && subscriber.sequence(LANE) == head) {
                return;
            }
        }
        throw new AssertionError("not live: sequence=" + subscriber.sequence(LANE) + " head=" + head);
    }

    private void assertIdentical() {
        assertEquals(lane.head().sequence(), listener.taken(LANE).size());
        for (int i = 0; i < listener.taken(LANE).size(); i++) {
            assertArrayEquals(lane.output(i + 1), listener.taken(LANE).get(i));
        }
    }

    private static String hex(final byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
