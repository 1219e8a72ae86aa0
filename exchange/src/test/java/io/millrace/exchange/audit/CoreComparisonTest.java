package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.Topics;
import io.millrace.ubscore.account.Tampering;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A state of UBSCore that its events do not give, or that does not add up in itself, planted. */
class CoreComparisonTest {
    private static final long BUYER = 1001;
    private static final long SELLER = 1002;

    private final SmallExchange exchange = new SmallExchange()
            .transferIn(BUYER, SmallExchange.USDT, 50_000_000_000L)
            .transferIn(SELLER, SmallExchange.BTC, 100_000_000L)
            .buy(BUYER, 4_200_000, 2_500)
            .sell(SELLER, 4_300_000, 10_000)
            .publish();
    private final Findings balances = new Findings("balances");
    private final Findings holds = new Findings("holds");

    private void compare(final SmallExchange events) {
        final Findings replayed = new Findings("replay");
        final CoreComparison comparison = new CoreComparison(exchange.core);
        comparison.compare(events.replayEvents(replayed), balances);
        comparison.compareHolds(holds);
        assertTrue(replayed.isClean(), replayed.toText());
    }

    @Test
    void shouldFindNothingWhereStateAndEventsAgree() {
        compare(exchange);
        assertTrue(balances.isClean() && holds.isClean(), balances.toText() + holds.toText());
        assertEquals(2L, holds.toMap().get("examined"));
    }

    @Test
    void shouldNameTheAccountWhoseLastEventIsMissing() {
        final List<byte[]> events = exchange.topics.records(Topics.BALANCE_EVENTS, 1);
        events.remove(events.size() - 1);
        compare(exchange);
        assertFound(balances, "account=1001", "account sequence differs ubscore=2 balance.events=1");
        assertFound(
                balances,
                "account=1001 asset-id=3",
                "balance differs ubscore=39500000000/10500000000 balance.events=50000000000/0");
    }

    @Test
    void shouldNameAnAccountThatTheStateLacks() {
        compare(new SmallExchange()
                .transferIn(BUYER, SmallExchange.USDT, 50_000_000_000L)
                .transferIn(SELLER, SmallExchange.BTC, 100_000_000L)
                .transferIn(1003, SmallExchange.BTC, 7)
                .buy(BUYER, 4_200_000, 2_500)
                .sell(SELLER, 4_300_000, 10_000)
                .publish());
        assertFound(balances, "account=1003", "account is in balance.events and not in ubscore");
    }

    @Test
    void shouldNameTheUserWhoseFundsAreHeldForNothing() {
        Tampering.holdForNothing(exchange.core, SELLER, SmallExchange.BTC, 0);
        compare(exchange);
        assertTrue(holds.isClean(), holds.toText());
        Tampering.holdForNothing(exchange.core, BUYER, SmallExchange.USDT, 5);
        compare(exchange);
        assertFound(
                holds,
                "account=1001 asset-id=3",
                "held is not what orders and withdrawals hold invariant=I2 held=10500000005 expected=10500000000");
        assertFound(balances, "account=1001 asset-id=3", "balance differs");
    }

    private static void assertFound(final Findings findings, final String place, final String detail) {
        assertTrue(
                findings.kept().stream()
                        .anyMatch(finding -> finding.place().equals(place)
                                && finding.detail().contains(detail)),
                findings.toText());
    }
}
