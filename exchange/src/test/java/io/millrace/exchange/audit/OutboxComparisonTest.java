package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.Topics;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Topics that are not what UBSCore's log makes, planted. */
class OutboxComparisonTest {
    private static final int FLIPS = 30;

    private final SmallExchange exchange = new SmallExchange()
            .transferIn(1001, SmallExchange.USDT, 50_000_000_000L)
            .transferIn(1002, SmallExchange.BTC, 100_000_000L)
            .buy(1001, 4_200_000, 2_500)
            .sell(1002, 4_300_000, 10_000)
            .publish();
    private Findings findings;

    private OutboxComparison compare(final long[] settledEvents) {
        findings = new Findings("ubscore");
        final OutboxComparison comparison =
                new OutboxComparison(0, exchange.topics, Long.MAX_VALUE, settledEvents, findings);
        comparison.fixEnds(1, SmallExchange.PARTITIONS);
        exchange.replay(comparison);
        return comparison;
    }

    @Test
    void shouldFindNothingWhereTheTopicsAreWhatTheLogMakes() {
        final OutboxComparison comparison = compare(null);
        comparison.requireTopicsAtEnd();
        assertTrue(findings.isClean(), findings.toText());
        assertFalse(comparison.isCut());
        final long records = exchange.topics.endOffset(Topics.ORDERS, 0)
                + exchange.topics.endOffset(Topics.BALANCE_EVENTS, 0)
                + exchange.topics.endOffset(Topics.BALANCE_EVENTS, 1);
        assertEquals(records, findings.toMap().get("examined"));
    }

    @Test
    void shouldNameTheRecordInWhichAnyBitDiffers() {
        final long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        final Random random = new Random(seed);
        for (int i = 0; i < FLIPS; i++) {
            final String topic = random.nextBoolean() ? Topics.ORDERS : Topics.BALANCE_EVENTS;
            final int partition = topic.equals(Topics.ORDERS) ? 0 : random.nextInt(SmallExchange.PARTITIONS);
            final List<byte[]> records = exchange.topics.records(topic, partition);
            final int offset = random.nextInt(records.size());
            final byte[] value = records.get(offset);
            final int at = random.nextInt(value.length);
            final int mask = 1 << random.nextInt(8);
            value[at] ^= (byte) mask;
            final OutboxComparison comparison = compare(null);
            // A sequence that is greater than all is taken for the end of what is there, one that is another shard's
            // for none of ours.
            assertTrue(
                    comparison.isCut()
                            || findings.kept().get(0).place().startsWith("topic=" + topic + " partition=" + partition),
                    () -> "place=" + topic + "/" + offset + "/" + at + " " + findings.toText());
            value[at] ^= (byte) mask;
        }
    }

    @Test
    void shouldStopBeforeWhatIsOnItsWayToATopic() {
        final List<byte[]> orders = exchange.topics.records(Topics.ORDERS, 0);
        orders.remove(orders.size() - 1);
        final OutboxComparison comparison = compare(null);
        assertTrue(comparison.isCut());
        assertEquals(exchange.core.coreSequence() - 1, comparison.cutSequence());
        assertTrue(findings.isClean(), findings.toText());
    }

    @Test
    void shouldStopBeforeWhatIsOnItsWayToTheStore() {
        assertTrue(compare(new long[] {Long.MAX_VALUE, 1}).isCut());
        assertTrue(findings.isClean(), findings.toText());
    }

    @Test
    void shouldNameARecordThatTheLogDoesNotMake() {
        final List<byte[]> orders = exchange.topics.records(Topics.ORDERS, 0);
        orders.add(new SmallExchange()
                .transferIn(1001, SmallExchange.USDT, 50_000_000_000L)
                .buy(1001, 1, 1)
                .buy(1001, 1, 1)
                .buy(1001, 1, 1)
                .publish()
                .topics
                .records(Topics.ORDERS, 0)
                .get(3));
        final OutboxComparison comparison = compare(null);
        assertFalse(comparison.isCut());
        comparison.requireTopicsAtEnd();
        assertEquals("topic=orders partition=0 offset=3", findings.kept().get(0).place());
        assertTrue(findings.kept().get(0).detail().contains("topic has a record that ubscore's log does not give"));
    }
}
