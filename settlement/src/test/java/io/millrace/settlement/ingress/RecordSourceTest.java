package io.millrace.settlement.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.Topics;
import io.millrace.settlement.ExchangeScript;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordSourceTest {
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final ExchangeScript script = ExchangeScript.random(1, 20);
    private final List<String> taken = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    private final EventIntake intake = new EventIntake() {
        @Override
        public boolean hasRoom() {
            return room > 0;
        }

        @Override
        public void onOutput(final Output output) {
            throw new AssertionError();
        }

        @Override
        public void onRecord(final BalanceRecord record, final long recordOffset) {
            room--;
            taken.add(record.stamp().partition() + ":" + record.stamp().sequence() + "@" + recordOffset);
        }

        @Override
        public boolean onChainRecord(final ChainRecord record, final int partition, final long recordOffset) {
            throw new AssertionError();
        }
    };

    private RecordSource source(final StreamPosition... settled) {
        final RecordSource source = new RecordSource(consumer, List.of(settled));
        final Map<TopicPartition, Long> beginnings = new HashMap<>();
        consumer.assignment().forEach(partition -> beginnings.put(partition, 0L));
        consumer.updateBeginningOffsets(beginnings);
        return source;
    }

    private static StreamPosition settled(
            final int shard, final int partition, final long sequence, final long offset) {
        return new StreamPosition(
                Stream.BALANCE_EVENTS, Stream.eventPart(shard, partition), sequence, null, offset, 0, 0);
    }

    private void add(final int partition, final int offset) {
        final byte[] value = script.records.get(partition).get(offset);
        consumer.addRecord(new ConsumerRecord<>(Topics.BALANCE_EVENTS, partition, offset, null, value));
    }

    @Test
    void shouldGoOnBehindTheSettledOffsets() {
        final RecordSource source = source(settled(0, 0, 3, 2), settled(0, 1, 0, -1));
        add(0, 3);
        add(1, 0);
        source.poll(0, intake);
        assertEquals(List.of("0:4@3", "1:1@0"), taken.stream().sorted().toList());
    }

    @Test
    void shouldGoOnBehindTheFurthestShardOfAPartition() {
        source(settled(0, 0, 3, 6), settled(1, 0, 4, 2));
        assertEquals(7, consumer.position(new TopicPartition(Topics.BALANCE_EVENTS, 0)));
    }

    @Test
    void shouldKeepWhatHasNoRoom() {
        final RecordSource source = source(settled(0, 0, 0, -1));
        for (int offset = 0; offset < 4; offset++) {
            add(0, offset);
        }
        room = 3;
        assertEquals(3, source.poll(0, intake));
        assertEquals(0, source.poll(0, intake));
        room = 1;
        assertEquals(1, source.poll(0, intake));
        assertEquals(List.of("0:1@0", "0:2@1", "0:3@2", "0:4@3"), taken);
    }

    @Test
    void shouldHaltWhenTheTopicWasCut() {
        final RecordSource source = source(settled(0, 0, 3, 2));
        consumer.setOffsetsException(null);
        consumer.updateBeginningOffsets(Map.of(new TopicPartition(Topics.BALANCE_EVENTS, 0), 9L));
        add(0, 9);
        final Breach breach = assertThrows(Breach.class, () -> source.poll(0, intake));
        assertTrue(breach.getMessage().contains("the topic was cut"), breach.getMessage());
    }

    @Test
    void shouldHaltWhenARecordIsCutAnywhere() {
        final byte[] whole = script.records.get(0).get(0);
        for (int length = 0; length < whole.length; length++) {
            final MockConsumer<byte[], byte[]> single = new MockConsumer<>("none");
            final RecordSource source = new RecordSource(single, List.of(settled(0, 0, 0, -1)));
            single.updateBeginningOffsets(Map.of(new TopicPartition(Topics.BALANCE_EVENTS, 0), 0L));
            final byte[] cut = Arrays.copyOf(whole, length);
            single.addRecord(new ConsumerRecord<>(Topics.BALANCE_EVENTS, 0, 0, null, cut));
            assertThrows(Breach.class, () -> source.poll(0, intake), "length=" + length);
        }
    }
}
