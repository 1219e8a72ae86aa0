package io.millrace.chain.recovery;

import io.millrace.chain.egress.ChainFields;
import io.millrace.chain.egress.RecordCodec;
import io.millrace.chain.vault.Breach;
import io.millrace.chain.vault.ChainState;
import io.millrace.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads chain.events to its end. An exchange has one chain that pays its withdrawals and settles its trades: records of another one are
 * a breach, since both services would do both.
 */
public final class StateRecovery {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final long chainId;

    public StateRecovery(final KafkaConsumer<byte[], byte[]> consumer, final int partitionCount, final long chainId) {
        this.consumer = consumer;
        this.chainId = chainId;
        partitions = IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(Topics.CHAIN_EVENTS, partition))
                .toList();
    }

    /** Looks for records of another chain: before other writers are fenced, so that who has no place here disturbs nobody. Blocks. */
    public void requireOneChain() {
        read(record -> {});
    }

    /** Applies every record; returns the last one's sequence, 0: there is none. Called after other writers were fenced. Blocks. */
    public long replay(final ChainState state) {
        final long[] last = new long[1];
        read(record -> {
            state.apply(RecordCodec.decode(ChainFields.of(record)));
            last[0] = Math.max(last[0], ChainFields.sequence(record));
        });
        return last[0];
    }

    private void read(final Consumer<byte[]> taker) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        final Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
            for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                read(record, taker);
            }
        }
    }

    private void read(final ConsumerRecord<byte[], byte[]> record, final Consumer<byte[]> taker) {
        final String place =
                "topic=" + Topics.CHAIN_EVENTS + " partition=" + record.partition() + " offset=" + record.offset();
        try {
            final long found = ChainFields.chainId(record.value());
            if (found != chainId) {
                throw new Breach(
                        "another chain pays for this exchange already: two would pay each withdrawal twice chain="
                                + chainId + " other=" + found + " " + place);
            }
            taker.accept(record.value());
        } catch (final Breach breach) {
            throw breach;
        } catch (final RuntimeException e) {
            throw new Breach("record can't be read " + place + " cause=" + e);
        }
    }
}
