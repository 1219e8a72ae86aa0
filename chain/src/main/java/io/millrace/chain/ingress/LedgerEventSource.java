package io.millrace.chain.ingress;

import io.millrace.chain.vault.ChainRecord.Stream;
import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.LedgerEvent;
import io.millrace.schema.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The topic balance.events behind the state's places. One thread. */
public final class LedgerEventSource {
    /** Places move on at least so often, so that a restart does not read all over again what says nothing. */
    private static final long PLACE_INTERVAL_US = 5_000_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LedgerEventDecoder decoder;
    private final Map<Integer, Long> passed = new HashMap<>();
    private long placedUs;

    public LedgerEventSource(
            final KafkaConsumer<byte[], byte[]> consumer,
            final int partitionCount,
            final int sourceId,
            final ChainState state) {
        this.consumer = consumer;
        decoder = new LedgerEventDecoder(sourceId);
        final List<TopicPartition> partitions = IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(Topics.BALANCE_EVENTS, partition))
                .toList();
        consumer.assign(partitions);
        for (final TopicPartition partition : partitions) {
            consumer.seek(
                    partition, state.place(Stream.EVENTS, partition.partition()).sequence() + 1);
        }
    }

    /** What has come, in the order of each partition; empty: nothing of interest. Does not wait. */
    public List<LedgerEvent> poll(final long nowUs) {
        final List<LedgerEvent> events = new ArrayList<>();
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
            decoder.decode(record.partition(), record.offset(), record.value(), events);
            passed.put(record.partition(), record.offset());
        }
        if (!events.isEmpty() || !passed.isEmpty() && nowUs - placedUs >= PLACE_INTERVAL_US) {
            passed.forEach((partition, offset) -> events.add(new LedgerEvent.Passed(partition, offset)));
            passed.clear();
            placedUs = nowUs;
        }
        return events;
    }
}
