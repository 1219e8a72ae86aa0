package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets on free ports, nothing in between. */
@Timeout(30)
class FeedSocketsTest {
    private static final String ANY = "tcp://127.0.0.1:*";

    private final Random random = new Random(7);
    private final FeedContext context = FeedContext.defaults();
    private final ScriptedLane lane = new ScriptedLane(3);
    private final RecordingListener listener = new RecordingListener();

    @Test
    void shouldDeliverWhatWasPublishedBeforeAndAfterTheSubscriberCame() {
        try (FeedPublisher publisher = new FeedPublisher(ANY, context);
                ReplayServer replay =
                        new ReplayServer(ANY, context, lane, BookImageSource.NONE, (l, c, p, s) -> {}).start();
                EngineFeedSubscriber subscriber = subscriber(publisher, replay)) {
            final LanePublication publication = publisher.lane(3, LaneStart.BEGINNING);
            lane.publish(publication, 5000, 10, random);
            stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 5000);
            lane.publish(publication, 5000, 1, random);
            stepUntil(subscriber, publication, () -> subscriber.sequence(3) == 10_000 && subscriber.isLive());
        }
        assertEquals(10_000, listener.taken(3).size());
        for (int i = 0; i < 10_000; i++) {
            assertArrayEquals(lane.output(i + 1), listener.taken(3).get(i));
        }
    }

    private EngineFeedSubscriber subscriber(final FeedPublisher publisher, final ReplayServer replay) {
        final FeedEndpoint endpoint = new FeedEndpoint(List.of(3), publisher.endpoint(), replay.endpoint());
        return new EngineFeedSubscriber(List.of(endpoint), Map.of(3, LaneStart.BEGINNING), context, listener);
    }

    private static void stepUntil(
            final EngineFeedSubscriber subscriber, final LanePublication publication, final BooleanSupplier done) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
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
