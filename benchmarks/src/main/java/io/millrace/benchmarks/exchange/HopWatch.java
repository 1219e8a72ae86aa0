package io.millrace.benchmarks.exchange;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import io.millrace.engine.egress.OutputLayout;
import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedListener;
import io.millrace.feed.LaneStart;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.settlement.ledger.Stream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sees orders pass from outside: in the topic, on the feed, in the store; each hop's time since the order was due. Where settlement
 * stands beside where the feed stands is the lag. Three threads; what it asks costs the machine that it measures.
 */
final class HopWatch implements AutoCloseable {
    private static final int LANES = 4;
    private static final int RING = 1 << 20;
    private static final long MAX_US = 60_000_000;
    private static final long STORE_INTERVAL_NS = 20_000_000;
    private static final String CLIENT_ORDER_PREFIX = "b-";

    final Histogram loggedUs = new ConcurrentHistogram(MAX_US, 3);
    final Histogram publishedUs = new ConcurrentHistogram(MAX_US, 3);
    final Histogram journaledUs = new ConcurrentHistogram(MAX_US, 3);
    final Histogram settledUs = new ConcurrentHistogram(MAX_US, 3);

    private final OrderLoad load;
    private final Config config;
    private final boolean isTopicWatched;
    private final boolean isStoreWatched;
    private final AtomicLongArray heads = new AtomicLongArray(LANES);
    private final AtomicLongArray settled = new AtomicLongArray(LANES);
    /** Due times by lane and output sequence, for the hop behind the feed. */
    private final AtomicLongArray dueBySequence = new AtomicLongArray(LANES * RING);

    private final long epochUs = System.currentTimeMillis() * 1000 - System.nanoTime() / 1000;
    private final List<Thread> threads;
    private volatile boolean isClosed;
    private volatile RuntimeException failure;

    /**
     * @param isTopicWatched whether to read the topic of orders as well.
     * @param isStoreWatched whether to ask the store how far settlement is.
     */
    HopWatch(final OrderLoad load, final Config config, final boolean isTopicWatched, final boolean isStoreWatched) {
        this.load = load;
        this.config = config;
        this.isTopicWatched = isTopicWatched;
        this.isStoreWatched = isStoreWatched;
        threads = List.of(
                thread("feed", this::watchFeed), thread("store", this::watchStore), thread("topic", this::watchTopic));
        threads.forEach(Thread::start);
    }

    /** Outputs that the feed has brought and the store has not. */
    long lag() {
        if (failure != null) {
            throw failure;
        }
        return IntStream.range(0, LANES)
                .mapToLong(lane -> Math.max(0, heads.get(lane) - settled.get(lane)))
                .sum();
    }

    /** Outputs that the feed has brought. */
    long heard() {
        return IntStream.range(0, LANES).mapToLong(heads::get).sum();
    }

    /** Forgets the times so far. */
    void reset() {
        List.of(loggedUs, publishedUs, journaledUs, settledUs).forEach(Histogram::reset);
    }

    private Thread thread(final String name, final Runnable task) {
        final Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (final RuntimeException ex) {
                        failure = ex;
                    }
                },
                "hop-watch-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private void watchFeed() {
        final Map<Integer, LaneStart> starts = new HashMap<>();
        IntStream.range(0, LANES).forEach(lane -> starts.put(lane, LaneStart.IMAGE));
        try (EngineFeedSubscriber subscriber = new EngineFeedSubscriber(
                FeedEndpoint.fromConfig(config), starts, FeedContext.fromConfig(config), new Outputs())) {
            while (!isClosed) {
                if (subscriber.doWork(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(500_000);
                }
            }
        }
    }

    /** Runs on the feed's thread. */
    private final class Outputs implements FeedListener {
        private final OutputLayout layout = new OutputLayout();
        private final OrderIndexes indexes = new OrderIndexes();

        @Override
        public boolean onOutput(
                final int lane,
                final long sequence,
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final byte[] hash) {
            layout.wrap(buffer, offset);
            final long dueNs = load.dueNs(indexes.of(buffer, layout.commandOffset()));
            dueBySequence.set(lane * RING + (int) (sequence & RING - 1), dueNs);
            if (dueNs != 0) {
                record(loggedUs, layout.fields().timestampUs() - epochUs - dueNs / 1000);
                record(journaledUs, (System.nanoTime() - dueNs) / 1000);
            }
            heads.set(lane, sequence);
            return true;
        }
    }

    private void watchTopic() {
        if (!isTopicWatched) {
            return;
        }
        final OrderIndexes indexes = new OrderIndexes();
        final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", config.getString("millrace.broker.bootstrap"), "fetch.max.wait.ms", 5),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            final List<TopicPartition> partitions = IntStream.range(0, LANES)
                    .mapToObj(lane -> new TopicPartition(Topics.ORDERS, lane))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            while (!isClosed) {
                for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(5))) {
                    value.wrap(record.value());
                    final long dueNs = load.dueNs(indexes.of(value, 0));
                    if (dueNs != 0) {
                        record(publishedUs, (System.nanoTime() - dueNs) / 1000);
                    }
                }
            }
        }
    }

    private void watchStore() {
        if (!isStoreWatched) {
            return;
        }
        final String[] address =
                config.getString("millrace.store.contact-points").split(":");
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(config.getString("millrace.store.datacenter"))
                .withKeyspace(config.getString("millrace.store.keyspace"))
                .build()) {
            final BoundStatement query = session.prepare("SELECT part, sequence FROM chain_state WHERE stream = ?")
                    .bind(Stream.ENGINE.label());
            while (!isClosed) {
                try {
                    for (final Row row : session.execute(query)) {
                        settle(row.getInt("part"), row.getLong("sequence"), System.nanoTime());
                    }
                } catch (final DriverException ex) {
                    // A store with more to do than it can does not answer in time: that is the lag, seen later.
                    LockSupport.parkNanos(STORE_INTERVAL_NS);
                }
                LockSupport.parkNanos(STORE_INTERVAL_NS);
            }
        }
    }

    private void settle(final int lane, final long sequence, final long nowNs) {
        final long before = settled.getAndSet(lane, sequence);
        for (long each = Math.max(before + 1, sequence - RING + 1); each <= sequence; each++) {
            final long dueNs = dueBySequence.get(lane * RING + (int) (each & RING - 1));
            if (before > 0 && dueNs != 0) {
                record(settledUs, (nowNs - dueNs) / 1000);
            }
        }
    }

    private static void record(final Histogram histogram, final long us) {
        histogram.recordValue(Math.max(0, Math.min(MAX_US, us)));
    }

    @Override
    public void close() {
        isClosed = true;
        for (final Thread thread : threads) {
            try {
                thread.join();
            } catch (final InterruptedException ex) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Index of the load's order that a record of {@code orders} places; 0 if it does not. */
    private static final class OrderIndexes {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final PlaceOrderDecoder place = new PlaceOrderDecoder();

        int of(final DirectBuffer buffer, final int offset) {
            if (header.wrap(buffer, offset).templateId() != PlaceOrderDecoder.TEMPLATE_ID) {
                return 0;
            }
            place.wrapAndApplyHeader(buffer, offset, header);
            final String id = place.clientOrderId();
            return id.startsWith(CLIENT_ORDER_PREFIX) ? Integer.parseInt(id.substring(2)) : 0;
        }
    }
}
