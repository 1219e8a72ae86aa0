package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.trading.AccountEvents;
import io.millrace.gateway.trading.TransferWaiters;
import io.millrace.schema.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code balance.events} from its end on, on a thread of its own. The gateway owns no state, so what it misses while
 * it is away is read from the store by those who ask. A fault closes the consumer and opens another after a pause.
 */
public final class BalanceEventConsumer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(BalanceEventConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_MS = 500;
    private static final long JOIN_MS = 3000;

    private final String bootstrap;
    private final int partitionCount;
    private final AccountEvents accounts;
    private final Consumer<Map<Integer, Long>> beginning;
    private final BalanceEventAdapter adapter;
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean reading;
    private volatile boolean closed;

    /**
     * @param beginning is told of each partition's offset from which it is read, whenever the reading begins
     * @param referenceChanged is told when an asset or an instrument was defined or changed
     */
    public BalanceEventConsumer(
            final String bootstrap,
            final int partitionCount,
            final AccountEvents accounts,
            final TransferWaiters transfers,
            final KeyDirectory keys,
            final Consumer<Map<Integer, Long>> beginning,
            final Runnable referenceChanged) {
        this.bootstrap = bootstrap;
        this.partitionCount = partitionCount;
        this.accounts = accounts;
        this.beginning = beginning;
        adapter = new BalanceEventAdapter(accounts, transfers, keys, referenceChanged);
        thread = new Thread(this::run, "gateway-balance-events");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether events that happen from now on will be seen. */
    public boolean isReading() {
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
                seekToEnd(opened);
                accounts.onGap();
                reading = true;
                lastFault = "";
                LOGGER.info("reading balance events partitions={}", partitionCount);
                read(opened);
            } catch (final WakeupException stop) {
                LOGGER.debug("balance event consumer is told to stop");
            } catch (final RuntimeException fault) {
                if (!closed && !fault.toString().equals(lastFault)) {
                    lastFault = fault.toString();
                    LOGGER.warn("balance events are not read retryMs={} why={}", RETRY_MS, lastFault);
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
                adapter.onRecord(record.value());
            }
        }
    }

    private void seekToEnd(final KafkaConsumer<byte[], byte[]> opened) {
        final List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            partitions.add(new TopicPartition(Topics.BALANCE_EVENTS, partition));
        }
        opened.assign(partitions);
        final Map<TopicPartition, Long> ends = opened.endOffsets(partitions, POSITION_TIMEOUT);
        ends.forEach(opened::seek);
        final Map<Integer, Long> offsets = new HashMap<>();
        ends.forEach((partition, offset) -> offsets.put(partition.partition(), offset));
        beginning.accept(offsets);
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
                        "gateway-balance-events",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
