package io.millrace.settlement.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.Topics;
import io.millrace.schema.sbe.ChainEventEncoder;
import io.millrace.schema.sbe.ChainEventKind;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChainSourceTest {
    private final List<String> taken = new ArrayList<>();
    private boolean isDefined = true;

    private final EventIntake intake = new EventIntake() {
        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void onOutput(final Output output) {
            throw new AssertionError();
        }

        @Override
        public void onRecord(final BalanceRecord record, final long recordOffset) {
            throw new AssertionError();
        }

        @Override
        public boolean onChainRecord(final ChainRecord record, final int partition, final long recordOffset) {
            if (isDefined) {
                taken.add(partition + "@" + recordOffset + ":" + record.stamp().sequence());
            }
            return isDefined;
        }
    };

    private static byte[] payment(final long sequence) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ChainEventEncoder event = new ChainEventEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .chainId(31_337)
                .chainSequence(sequence)
                .timestampUs(1)
                .kind(ChainEventKind.WITHDRAWAL);
        final ChainEventEncoder.NumbersEncoder numbers = event.numbersCount(11);
        for (int i = 0; i < 11; i++) {
            numbers.next().number(i);
        }
        final ChainEventEncoder.TextsEncoder texts = event.textsCount(4);
        for (final String text : List.of("0xto", "PENDING", "", "0xhash")) {
            final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            texts.next().putText(bytes, 0, bytes.length);
        }
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength());
    }

    private ChainSource source(final long settledOffset, final byte[]... values) {
        final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        final ChainSource source = new ChainSource(
                consumer,
                List.of(new StreamPosition(Stream.CHAIN_EVENTS, 1, settledOffset + 1, null, settledOffset, 0, 0)));
        consumer.updateBeginningOffsets(Map.of(new TopicPartition(Topics.CHAIN_EVENTS, 1), 0L));
        for (int i = 0; i < values.length; i++) {
            consumer.addRecord(new ConsumerRecord<>(Topics.CHAIN_EVENTS, 1, settledOffset + 1 + i, null, values[i]));
        }
        return source;
    }

    @Test
    void shouldGoOnBehindTheSettledOffset() {
        source(6, payment(9), payment(12)).poll(0, intake);
        assertEquals(List.of("1@7:9", "1@8:12"), taken);
    }

    @Test
    void shouldBringARecordAgainThatHadToWait() {
        final ChainSource source = source(-1, payment(1), payment(2));
        isDefined = false;
        assertEquals(0, source.poll(0, intake));
        assertEquals(0, source.poll(1, intake));
        isDefined = true;
        assertEquals(2, source.poll(2, intake));
        assertEquals(List.of("1@0:1", "1@1:2"), taken);
    }

    @Test
    void shouldHaltWhenARecordIsCutAnywhere() {
        final byte[] whole = payment(1);
        for (int length = 0; length < whole.length; length++) {
            final ChainSource source = source(-1, Arrays.copyOf(whole, length));
            final Breach breach = assertThrows(Breach.class, () -> source.poll(0, intake), "length=" + length);
            assertTrue(breach.getMessage().contains("chain.events"), breach.getMessage());
        }
        assertEquals(List.of(), taken);
    }

    @Test
    void shouldTakeOrHaltWhateverBytesCome() {
        final Random random = new Random(7);
        for (int i = 0; i < 4_000; i++) {
            final byte[] value = payment(1);
            value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            try {
                source(-1, value).poll(0, intake);
            } catch (final Breach halted) {
                assertTrue(halted.getMessage().contains("chain.events"), halted.getMessage());
            }
        }
    }

    @Test
    void shouldHaltOnARecordWithoutAValue() {
        final ChainSource source = source(-1, new byte[1][]);
        assertThrows(Breach.class, () -> source.poll(0, intake));
    }
}
