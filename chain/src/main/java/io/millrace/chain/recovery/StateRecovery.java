package io.millrace.chain.recovery;

import io.millrace.chain.egress.ChainFields;
import io.millrace.chain.egress.RecordCodec;
import io.millrace.chain.vault.Breach;
import io.millrace.chain.vault.ChainState;
import io.millrace.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads a chain's records to the end of their partition, which other chains may share. Called after other writers were fenced. */
public final class StateRecovery {
    private static final Duration POLL = Duration.ofMillis(200);

    private StateRecovery() {}

    /** Applies every record of the chain; returns the last one's sequence, 0: there is none. Blocks. */
    public static long replay(
            final KafkaConsumer<byte[], byte[]> consumer,
            final int partition,
            final long chainId,
            final ChainState state) {
        final TopicPartition place = new TopicPartition(Topics.CHAIN_EVENTS, partition);
        consumer.assign(List.of(place));
        consumer.seekToBeginning(List.of(place));
        final Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(place));
        long sequence = 0;
        while (consumer.position(place) < ends.get(place)) {
            for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                sequence = Math.max(sequence, apply(record, chainId, state));
            }
        }
        return sequence;
    }

    private static long apply(final ConsumerRecord<byte[], byte[]> record, final long chainId, final ChainState state) {
        try {
            if (ChainFields.chainId(record.value()) != chainId) {
                return 0;
            }
            state.apply(RecordCodec.decode(ChainFields.of(record.value())));
            return ChainFields.sequence(record.value());
        } catch (final RuntimeException e) {
            throw new Breach("record of " + Topics.CHAIN_EVENTS + " can't be read partition=" + record.partition()
                    + " offset=" + record.offset() + " cause=" + e);
        }
    }
}
