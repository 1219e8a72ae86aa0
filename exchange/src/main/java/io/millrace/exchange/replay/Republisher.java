package io.millrace.exchange.replay;

import io.millrace.exchange.tool.ToolException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to another broker as they are: topic, partition, key, value, headers and time. Paced by the records' own times,
 * or as fast as that broker takes them.
 */
final class Republisher implements AutoCloseable {
    /** As fast as the broker takes them. */
    static final int MAX = 0;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String bootstrap;
    private final int rate;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long firstRecordMs = -1;
    private long startNs;
    private long count;

    /** {@code rate}: so many times as fast as it was; {@link #MAX}. */
    Republisher(final String bootstrap, final int rate) {
        this.bootstrap = bootstrap;
        this.rate = rate;
        final Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-replay");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** {@code 1x}, {@code 10x} or {@code max}. */
    static int rate(final String text) {
        if (text.equals("max")) {
            return MAX;
        }
        if (!text.matches("[1-9][0-9]{0,5}x")) {
            throw ToolException.usage("--rate is max or like 1x or 10x, not " + text);
        }
        return Integer.parseInt(text.substring(0, text.length() - 1));
    }

    void publish(final ConsumerRecord<byte[], byte[]> record) {
        check();
        pace(record.timestamp());
        producer.send(
                new ProducerRecord<>(
                        record.topic(),
                        record.partition(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers()),
                (metadata, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
        count++;
    }

    private void pace(final long timestampMs) {
        if (rate == MAX) {
            return;
        }
        if (firstRecordMs < 0) {
            firstRecordMs = timestampMs;
            startNs = System.nanoTime();
        }
        final long dueNs = startNs + TimeUnit.MILLISECONDS.toNanos(Math.max(0, timestampMs - firstRecordMs)) / rate;
        long waitNs;
        while ((waitNs = dueNs - System.nanoTime()) > 0) {
            LockSupport.parkNanos(waitNs);
        }
    }

    private void check() {
        final Exception error = failure.get();
        if (error != null) {
            throw ToolException.infrastructure(
                    "can't publish broker=" + bootstrap + " error=" + error.getMessage(), error);
        }
    }

    /** Waits until the broker has everything; returns how many records that was. */
    long finish() {
        producer.flush();
        check();
        return count;
    }

    @Override
    public void close() {
        producer.close();
    }
}
