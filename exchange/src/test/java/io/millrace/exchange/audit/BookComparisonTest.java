package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Books that are not what UBSCore holds funds for, planted: those of an exchange that was told something else. */
class BookComparisonTest {
    private static final long BUYER = 1001;
    private static final long SELLER = 1002;
    private static final long OTHER = 1003;

    private final Findings findings = new Findings("holds");

    private static SmallExchange funded() {
        return new SmallExchange()
                .transferIn(BUYER, SmallExchange.USDT, 50_000_000_000L)
                .transferIn(SELLER, SmallExchange.BTC, 100_000_000L)
                .transferIn(OTHER, SmallExchange.USDT, 50_000_000_000L)
                .buy(BUYER, 4_200_000, 2_500)
                .sell(SELLER, 4_300_000, 10_000);
    }

    private void compare(final SmallExchange ubscore, final SmallExchange engine) {
        new BookComparison(0, ubscore.core, findings).compare(engine.publish().match(), ubscore.core.coreSequence());
    }

    @Test
    void shouldFindNothingWhereEveryOrderIsHeldFor() {
        compare(funded(), funded());
        assertTrue(findings.isClean(), findings.toText());
        assertEquals(2L, findings.toMap().get("examined"));
    }

    @Test
    void shouldNameAnOrderInTheBookThatHoldsNothing() {
        compare(funded(), funded().buy(OTHER, 4_100_000, 1));
        assertFound("lane=0 order=3", "order is in the book and nothing is held for it invariant=I3 user=1003");
    }

    @Test
    void shouldNameAHoldWhoseOrderIsNotInTheBook() {
        compare(funded().buy(OTHER, 4_100_000, 1), funded());
        assertFound("lane=0 order=3", "funds are held for an order that is not in its book invariant=I3 user=1003");
    }

    @Test
    void shouldLeaveOutWhatIsOnItsWayToTheLane() {
        final SmallExchange ubscore = funded();
        final long coreSequence = ubscore.core.coreSequence();
        new BookComparison(0, ubscore.buy(OTHER, 4_100_000, 1).core, findings)
                .compare(funded().publish().match(), coreSequence);
        assertTrue(findings.isClean(), findings.toText());
    }

    @Test
    void shouldNameAnOrderOfAnotherUser() {
        compare(funded().buy(BUYER, 4_100_000, 1), funded().buy(OTHER, 4_100_000, 1));
        assertFound("lane=0 order=3", "order differs ubscore-user=1001 book-user=1003");
    }

    @Test
    void shouldNameAnOrderWhoseFillsUbscoreDoesNotKnow() {
        compare(funded().buy(OTHER, 4_100_000, 1), funded().buy(OTHER, 4_300_000, 4_000));
        assertFound("lane=0 order=2", "ubscore-filled=0 book-filled=4000");
    }

    private void assertFound(final String place, final String detail) {
        assertTrue(
                findings.kept().stream()
                        .anyMatch(finding -> finding.place().equals(place)
                                && finding.detail().contains(detail)),
                findings.toText());
    }
}
