package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainListener;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.FakeUbscore;
import io.millrace.gateway.trading.PaymentView;
import io.millrace.schema.sbe.ChainEventEncoder;
import io.millrace.schema.sbe.ChainEventKind;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** Records of chain.events as the gateway's listeners hear them. */
class ChainEventAdapterTest {
    private static final String USER_BEYOND = "18446744073709551616";

    private final List<String> heard = new ArrayList<>();
    private final ChainEventAdapter adapter = new ChainEventAdapter(new FakeUbscore()::reference, new ChainListener() {
        @Override
        public void onDeposit(final long userId, final DepositView deposit) {
            heard.add(userId + " " + deposit);
        }

        @Override
        public void onPayment(final long userId, final PaymentView payment) {
            heard.add(userId + " " + payment);
        }

        @Override
        public void onBatch(final BatchView batch) {
            heard.add(batch.toString());
        }

        @Override
        public void onGap() {
            heard.add("gap");
        }
    });

    private static byte[] record(final ChainEventKind kind, final List<Long> numbers, final List<String> texts) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ChainEventEncoder event = new ChainEventEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .chainId(31_337)
                .chainSequence(5)
                .timestampUs(7_000)
                .kind(kind);
        final ChainEventEncoder.NumbersEncoder numberGroup = event.numbersCount(numbers.size());
        numbers.forEach(number -> numberGroup.next().number(number));
        final ChainEventEncoder.TextsEncoder textGroup = event.textsCount(texts.size());
        texts.forEach(text -> {
            final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            textGroup.next().putText(bytes, 0, bytes.length);
        });
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength());
    }

    private static byte[] deposit(final String user) {
        return record(
                ChainEventKind.DEPOSIT,
                List.of(3L, 77L, 0L, 3L, 1_500_000L, -1L, 0L),
                List.of("0xblock", "0xtx", "0xtoken", user, "0xsender", "1500000", "9", "PENDING", "why"));
    }

    private static byte[] payment() {
        return record(
                ChainEventKind.WITHDRAWAL,
                List.of(8L, 1001L, 3L, 5L, 12L, 78L, 65_000L, 0L, -1L, 0L, 0L),
                List.of("0xto", "SUBMITTED", "", "0xpaid"));
    }

    private static byte[] batch() {
        return record(
                ChainEventKind.BATCH,
                List.of(4L, 2L, 13L, 79L, 90_000L, 1L, 0L, 2L, 1L, 1L, 10L, 1L, 11L, 1L, 0L, 0L),
                List.of("SETTLED", "", "0xbatch"));
    }

    @Test
    void shouldTellEachKindAsItIsMeant() {
        adapter.onRecord(deposit("1001"));
        adapter.onRecord(payment());
        adapter.onRecord(batch());
        assertEquals(
                List.of(
                        "1001 DepositView[place=ChainPlace[chainId=31337, height=77, blockHash=0xblock, txHash=0xtx, "
                                + "logIndex=3], token=0xtoken, asset=USDT, sender=0xsender, amount=1.500000, rest=9, "
                                + "status=PENDING, reason=why, updatedUs=7000]",
                        "1001 PaymentView[withdrawalId=8, chainId=31337, status=SUBMITTED, reason=, "
                                + "transaction=ChainTransactionView[hash=0xpaid, height=78, gasUsed=65000], updatedUs=7000]",
                        "BatchView[chainId=31337, number=4, batchId=2, status=SETTLED, reason=, "
                                + "size=Size[tradeCount=2, legCount=1, attempts=1], "
                                + "transaction=ChainTransactionView[hash=0xbatch, height=79, gasUsed=90000], updatedUs=7000]"),
                heard);
    }

    @Test
    void shouldKeepToItselfWhatIsNobodysOrTheServicesOwn() {
        adapter.onRecord(deposit("0"));
        adapter.onRecord(deposit(USER_BEYOND));
        adapter.onRecord(record(ChainEventKind.PLACE, List.of(0L, 5L), List.of("LANE", "ab")));
        adapter.onRecord(null);
        adapter.onRecord(new byte[3]);
        assertEquals(List.of(), heard);
    }

    @Test
    void shouldPassOverWhatCanNotBeRead() {
        final Random random = new Random(3);
        for (final byte[] whole : List.of(deposit("1001"), payment(), batch())) {
            for (int i = 0; i < 5_000; i++) {
                final byte[] value = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
                if (value.length > 0) {
                    value[random.nextInt(value.length)] = (byte) random.nextInt(256);
                }
                adapter.onRecord(value);
            }
        }
    }
}
