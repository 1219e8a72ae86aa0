package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prints what the feed carries on this machine, by outputs in a message; asserts only that all arrive. */
@Tag("long")
@Timeout(120)
class FeedThroughputTest {
    private static final String ANY = "tcp://127.0.0.1:*";
    private static final int COUNT = 500_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1000})
    void shouldCarryEveryOutput(final int perMessage) throws InterruptedException {
        final FeedContext context = FeedContext.defaults();
        final ScriptedLane lane = new ScriptedLane(0);
        final Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            lane.append(100, random);
        }
        final long[] bytes = {0};
        final FeedListener listener = new FeedListener() {
            @Override
            public boolean onOutput(
                    final int id,
                    final long sequence,
                    final DirectBuffer buffer,
                    final int offset,
                    final int length,
                    final byte[] hash) {
                bytes[0] += length;
                return true;
            }
        };
        try (FeedPublisher publisher = new FeedPublisher(ANY, context);
                ReplayServer replay =
                        new ReplayServer(ANY, context, lane, BookImageSource.NONE, (l, c, p, s) -> {}).start();
                EngineFeedSubscriber subscriber = new EngineFeedSubscriber(
                        List.of(new FeedEndpoint(List.of(0), publisher.endpoint(), replay.endpoint())),
                        Map.of(0, LaneStart.BEGINNING),
                        context,
                        listener)) {
            subscriber.doWork(System.nanoTime());
            LockSupport.parkNanos(500_000_000);
            final long startNs = System.nanoTime();
            final Thread engine = new Thread(() -> publish(publisher.lane(0, LaneStart.BEGINNING), lane, perMessage));
            engine.start();
            while (subscriber.sequence(0) < COUNT) {
                if (subscriber.doWork(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(20_000);
                }
            }
            final double seconds = (System.nanoTime() - startNs) / 1e9;
            engine.join();
            System.out.printf(
                    "outputs_per_message=%d outputs_per_s=%.0f mb_per_s=%.0f requests=%d%n",
                    perMessage, COUNT / seconds, bytes[0] / seconds / 1e6, subscriber.counter(0, FeedCounter.REQUESTS));
            assertEquals(COUNT, subscriber.counter(0, FeedCounter.DELIVERED));
        }
    }

    private static void publish(final LanePublication publication, final ScriptedLane lane, final int perMessage) {
        for (int sequence = 1; sequence <= COUNT; sequence++) {
            final byte[] output = lane.output(sequence);
            publication.offer(sequence, new UnsafeBuffer(output), 0, output.length, lane.hash(sequence));
            if (sequence % perMessage == 0) {
                publication.flush();
            }
        }
        publication.flush();
        publication.doWork(System.nanoTime());
    }
}
