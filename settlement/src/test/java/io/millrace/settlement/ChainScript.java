package io.millrace.settlement;

import io.millrace.schema.sbe.ChainEventEncoder;
import io.millrace.schema.sbe.ChainEventKind;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes what chain services would say, as bytes by partition of chain.events; two of the chains share a partition. Withdrawals and
 * trades are each on one chain.
 */
final class ChainScript {
    static final int PARTITIONS = 2;
    private static final long[] CHAINS = {2, 4, 31_337};
    private static final List<String> STATUSES = List.of("PENDING", "SUBMITTED", "CONFIRMED", "FAILED");

    final List<List<byte[]>> records = new ArrayList<>();
    private final Map<Long, Long> sequences = new HashMap<>();

    ChainScript() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            records.add(new ArrayList<>());
        }
    }

    /** A course of records, few ids in many states; sequences have gaps, as compaction leaves them. */
    static List<List<byte[]>> random(final long seed, final int count) {
        final ChainScript script = new ChainScript();
        final Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            final long chain = CHAINS[random.nextInt(CHAINS.length)];
            script.sequences.merge(chain, (long) random.nextInt(3), Long::sum);
            final String status = STATUSES.get(random.nextInt(STATUSES.size()));
            switch (random.nextInt(4)) {
                case 0 -> script.deposit(chain, random.nextInt(6), random.nextInt(4), status);
                case 1 -> script.payment(chain, (int) chain * 5 + random.nextInt(5), status);
                case 2 -> script.batch(chain, (int) chain + random.nextInt(2), 1 + random.nextInt(3), status);
                default -> script.place(chain, i);
            }
        }
        return script.records;
    }

    /** User 0 is nobody, asset 0 none of ours. */
    void deposit(final long chain, final int user, final int asset, final String status) {
        final String tail = chain + "" + user + asset;
        add(
                chain,
                ChainEventKind.DEPOSIT,
                List.of((long) asset, 100L + user, 0L, (long) asset, 1_234_567L, -1L, 0L),
                List.of(
                        "0xb" + tail,
                        "0xc" + tail,
                        "0xtoken",
                        user == 0 ? BigInteger.TWO.pow(70).toString() : "100" + user,
                        "0xsender",
                        "1234567890",
                        "890",
                        status,
                        "FAILED".equals(status) ? "REORG" : ""));
    }

    void payment(final long chain, final int id, final String status) {
        final boolean sent = !"PENDING".equals(status);
        add(
                chain,
                ChainEventKind.WITHDRAWAL,
                List.of(
                        (long) id,
                        1001L + id % 2,
                        3L,
                        5_000L,
                        sent ? 9L : -1L,
                        sent ? 77L : 0L,
                        21_000L,
                        0L,
                        -1L,
                        0L,
                        0L),
                List.of("0xto", status, "", sent ? "0xpaid" + id : ""));
    }

    void batch(final long chain, final int number, final int tradeCount, final String status) {
        final List<Long> numbers =
                new ArrayList<>(List.of((long) number, 7L, 11L, 99L, 50_000L, 2L, 0L, (long) tradeCount, 1L));
        for (int trade = 1; trade <= tradeCount; trade++) {
            numbers.add(1L + trade % 3);
            numbers.add(40_000L * trade + number);
        }
        numbers.addAll(List.of(1L, 0L, 0L));
        add(chain, ChainEventKind.BATCH, numbers, List.of(status, "why", "0xbatch" + number));
    }

    void place(final long chain, final long sequence) {
        add(chain, ChainEventKind.PLACE, List.of(0L, sequence), List.of("LANE", "ab"));
    }

    void add(final long chain, final ChainEventKind kind, final List<Long> numbers, final List<String> texts) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ChainEventEncoder event = new ChainEventEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .chainId(chain)
                .chainSequence(sequences.merge(chain, 1L, Long::sum))
                .timestampUs(ExchangeScript.GENESIS_US + sequences.get(chain) * 1_000)
                .kind(kind);
        final ChainEventEncoder.NumbersEncoder numberGroup = event.numbersCount(numbers.size());
        numbers.forEach(number -> numberGroup.next().number(number));
        final ChainEventEncoder.TextsEncoder textGroup = event.textsCount(texts.size());
        texts.forEach(text -> {
            final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            textGroup.next().putText(bytes, 0, bytes.length);
        });
        records.get((int) (chain % PARTITIONS))
                .add(Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength()));
    }
}
