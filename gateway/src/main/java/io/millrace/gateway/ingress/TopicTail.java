package io.millrace.gateway.ingress;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its end on, on a thread of its own. The gateway owns no state, so what it misses while it is away is read
 * from the store by those who ask. A fault closes the consumer and opens another after a pause.
 */
final class TopicTail implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_MS = 500;
    private static final long JOIN_MS = 3000;

    private final String bootstrap;
    private final String topic;
    private final int partitionCount;
    private final Consumer<Map<Integer, Long>> beginning;
    private final Consumer<byte[]> records;
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean reading;
    private volatile boolean closed;

    /**
     * @param beginning is told of each partition's offset from which it is read, whenever the reading begins
     * @param records takes each value; both are called on the reading thread
     */
    TopicTail(
            final String bootstrap,
            final String topic,
            final int partitionCount,
            final Consumer<Map<Integer, Long>> beginning,
            final Consumer<byte[]> records) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.partitionCount = partitionCount;
        this.beginning = beginning;
        this.records = records;
        thread = new Thread(this::run, name());
        thread.setDaemon(true);
    }

    private String name() {
        return "gateway-" + topic.replace('.', '-');
    }

    void start() {
        thread.start();
    }

    /** Whether what is written from now on will be seen. */
    boolean isReading() {
        return reading;
    }

    @Override
    public void close() {
        closed = true;
        final KafkaConsumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        thread.interrupt();
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        String lastFault = "";
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> opened = open()) {
                consumer = opened;
                beginning.accept(seekToEnd(opened));
                reading = true;
                lastFault = "";
                LOGGER.info("reading topic={} partitions={}", topic, partitionCount);
                read(opened);
            } catch (final WakeupException stop) {
                LOGGER.debug("consumer is told to stop topic={}", topic);
            } catch (final RuntimeException fault) {
                if (!closed && !fault.toString().equals(lastFault)) {
                    lastFault = fault.toString();
                    LOGGER.warn("topic is not read topic={} retryMs={} why={}", topic, RETRY_MS, lastFault);
                }
            }
            reading = false;
            consumer = null;
            pause();
        }
    }

    private void read(final KafkaConsumer<byte[], byte[]> opened) {
        while (!closed) {
            for (final ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
                records.accept(record.value());
            }
        }
    }

    private Map<Integer, Long> seekToEnd(final KafkaConsumer<byte[], byte[]> opened) {
        final List<TopicPartition> partitions = IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        opened.assign(partitions);
        final Map<TopicPartition, Long> ends = opened.endOffsets(partitions, POSITION_TIMEOUT);
        ends.forEach(opened::seek);
        final Map<Integer, Long> offsets = new HashMap<>();
        ends.forEach((partition, offset) -> offsets.put(partition.partition(), offset));
        return offsets;
    }

    private void pause() {
        if (closed) {
            return;
        }
        try {
            Thread.sleep(RETRY_MS);
        } catch (final InterruptedException stop) {
            closed = true;
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        name(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
