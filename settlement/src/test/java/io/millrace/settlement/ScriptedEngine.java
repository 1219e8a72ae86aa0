package io.millrace.settlement;

import io.millrace.feed.BookImageSource;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedPublisher;
import io.millrace.feed.LanePublication;
import io.millrace.feed.LaneStart;
import io.millrace.feed.OutputHash;
import io.millrace.feed.OutputSource;
import io.millrace.feed.ReplayServer;
import io.millrace.schema.sbe.FeedConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** The engine's end of the feed, on real sockets: says a script's outputs. Any thread. */
final class ScriptedEngine implements OutputSource, AutoCloseable {
    private final ExchangeScript script;
    private final FeedPublisher publisher;
    private final ReplayServer replay;
    private final List<LanePublication> lanes = new ArrayList<>();
    private final int[] heads = new int[ExchangeScript.LANES];
    private final OutputHash sha = new OutputHash();
    private final Thread heartbeats;
    private volatile boolean closed;

    /** What settlement said it has made durable. */
    final Map<Integer, Long> confirmed = new ConcurrentHashMap<>();

    ScriptedEngine(final ExchangeScript script) {
        this.script = script;
        final FeedContext context = FeedContext.defaults();
        publisher = new FeedPublisher("tcp://127.0.0.1:*", context);
        replay = new ReplayServer(
                "tcp://127.0.0.1:*", context, this, BookImageSource.NONE, (lane, consumer, part, sequence) -> {
                    if (consumer == FeedConsumer.SETTLEMENT) {
                        confirmed.merge(lane, sequence, Math::max);
                    }
                });
        for (int lane = 0; lane < heads.length; lane++) {
            lanes.add(publisher.lane(lane, LaneStart.BEGINNING));
        }
        replay.start();
        heartbeats = new Thread(this::beat, "scripted-engine");
        heartbeats.setDaemon(true);
        heartbeats.start();
    }

    private void beat() {
        while (!closed) {
            synchronized (this) {
                lanes.forEach(lane -> lane.doWork(System.nanoTime()));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Says every lane's outputs up to a share of them. */
    synchronized void publish(final double share) {
        for (int lane = 0; lane < heads.length; lane++) {
            final List<byte[]> outputs = script.outputs.get(lane);
            while (heads[lane] < (int) (outputs.size() * share)) {
                final UnsafeBuffer output = new UnsafeBuffer(outputs.get(heads[lane]));
                final byte[] hash = new byte[32];
                sha.hash(output, 0, output.capacity(), hash, 0);
                lanes.get(lane).offer(++heads[lane], output, 0, output.capacity(), hash);
            }
            lanes.get(lane).flush();
        }
    }

    String publishEndpoint() {
        return publisher.endpoint();
    }

    String replayEndpoint() {
        return replay.endpoint();
    }

    @Override
    public Ownership ownership(final int lane) {
        return Ownership.OWNER;
    }

    @Override
    public long earliestSequence(final int lane) {
        return 1;
    }

    @Override
    public synchronized long headSequence(final int lane) {
        return heads[lane];
    }

    @Override
    public int read(final int lane, final long fromSequence, final OutputConsumer consumer) {
        int count = 0;
        for (long sequence = fromSequence; sequence <= headSequence(lane); sequence++) {
            final UnsafeBuffer output =
                    new UnsafeBuffer(script.outputs.get(lane).get((int) sequence - 1));
            if (!consumer.onOutput(sequence, output, 0, output.capacity())) {
                break;
            }
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        closed = true;
        try {
            heartbeats.join();
        } catch (final InterruptedException error) {
            Thread.currentThread().interrupt();
        }
        replay.close();
        publisher.close();
    }
}
