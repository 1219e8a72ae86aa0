package io.millrace.simulation.system;

import io.millrace.chain.egress.ChainFields;
import io.millrace.chain.egress.RecordCodec;
import io.millrace.chain.vault.ChainRecord;
import io.millrace.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees what the chain service writes the moment it is in the topic, while its transaction is still open. One thread. */
final class ChainSteps implements AutoCloseable {
    /** The partition of chain 31337. */
    private static final TopicPartition PLACE = new TopicPartition(Topics.CHAIN_EVENTS, 31337 % 4);

    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<byte[], byte[]> written;
    private final KafkaConsumer<byte[], byte[]> kept;

    ChainSteps(final int brokerPort) {
        written = consumer(brokerPort, "read_uncommitted");
        kept = consumer(brokerPort, "read_committed");
    }

    private static KafkaConsumer<byte[], byte[]> consumer(final int brokerPort, final String isolation) {
        final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + brokerPort,
                        "isolation.level",
                        isolation,
                        "fetch.max.wait.ms",
                        20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(PLACE));
        return consumer;
    }

    /**
     * Waits until a record of this name is written, from now on; returns its offset.
     *
     * @param alive throws if it will never be
     */
    long await(final String name, final Runnable alive) {
        written.seekToEnd(List.of(PLACE));
        final long[] found = {-1};
        Await.until("the chain service writes " + name, () -> {
            alive.run();
            for (final ConsumerRecord<byte[], byte[]> record : written.poll(POLL)) {
                if (found[0] < 0 && name.equals(name(RecordCodec.decode(ChainFields.of(record.value()))))) {
                    found[0] = record.offset();
                }
            }
            return found[0] >= 0;
        });
        return found[0];
    }

    /** Whether a record that was written is there for good. */
    boolean isKept(final long offset) {
        kept.seek(PLACE, offset);
        while (kept.position(PLACE) <= offset) {
            for (final ConsumerRecord<byte[], byte[]> record : kept.poll(POLL)) {
                return record.offset() == offset;
            }
        }
        return false;
    }

    private static String name(final ChainRecord record) {
        if (record instanceof ChainRecord.Deposit deposit) {
            return "deposit " + deposit.status();
        } else if (record instanceof ChainRecord.Withdrawal withdrawal) {
            return "withdrawal " + withdrawal.status() + (withdrawal.closed() ? " closed" : "");
        } else if (record instanceof ChainRecord.Transaction transaction) {
            return "transaction of " + transaction.call().purpose() + " " + transaction.status();
        } else if (record instanceof ChainRecord.Batch batch) {
            return "batch " + batch.status();
        }
        return "";
    }

    @Override
    public void close() {
        written.close();
        kept.close();
    }
}
