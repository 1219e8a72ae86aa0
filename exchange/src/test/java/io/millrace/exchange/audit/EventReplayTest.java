package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.BalanceEventEncoder;
import io.millrace.schema.sbe.Cause;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Reason;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Events that do not follow from one another, planted. */
class EventReplayTest {
    private static final int USDT = 3;

    private final Findings findings = new Findings("balances");
    private final EventReplay replay = new EventReplay(0, 1, findings);
    private long offset;

    @Test
    void shouldAddUpWhatIsAsItMustBe() {
        apply(1, 1001, 1, 100, 0, 100, 0);
        apply(2, 0, 1, -100, 0, -100, 0);
        apply(3, 1001, 2, -40, 40, 60, 40);
        assertTrue(findings.isClean(), findings.toText());
        assertEquals(
                new EventReplay.Amounts(60, 40, 6, 2),
                replay.account(1001).assets().get(USDT));
        final Findings conservation = new Findings("conservation");
        replay.conserve(conservation);
        assertTrue(conservation.isClean(), conservation.toText());
    }

    @Test
    void shouldDropARecordThatWasWrittenTwice() {
        apply(1, 1001, 1, 100, 0, 100, 0);
        apply(1, 1001, 1, 100, 0, 100, 0);
        assertTrue(findings.isClean(), findings.toText());
    }

    @Test
    void shouldNameAMissingEvent() {
        apply(1, 1001, 1, 100, 0, 100, 0);
        apply(3, 1001, 2, 100, 0, 200, 0);
        assertFound("event sequences are not contiguous expected=2 found=3");
    }

    @Test
    void shouldNameAGapInAnAccount() {
        apply(1, 1001, 2, 100, 0, 100, 0);
        assertFound("account sequences are not contiguous account=1001 expected=1 found=2");
    }

    @Test
    void shouldNameAnEventThatDoesNotAddUp() {
        apply(1, 1001, 1, 100, 0, 101, 0);
        assertFound("event does not add up account=1001");
    }

    @Test
    void shouldNameANegativeBalance() {
        apply(1, 1001, 1, -1, 0, -1, 0);
        assertFound("balance is negative invariant=I2 account=1001");
    }

    @Test
    void shouldNameAnAssetWhoseSumIsNotZero() {
        apply(1, 1001, 1, 100, 0, 100, 0);
        final Findings conservation = new Findings("conservation");
        replay.conserve(conservation);
        assertEquals("shard=0 asset-id=3", conservation.kept().get(0).place());
    }

    private void assertFound(final String detail) {
        assertEquals(1, findings.count(), findings.toText());
        final Findings.Finding finding = findings.kept().get(0);
        assertTrue(finding.place().startsWith("topic=balance.events partition=0 offset="), finding.place());
        assertTrue(finding.detail().contains(detail), finding.detail());
    }

    private void apply(
            final long sequence,
            final long account,
            final long accountSequence,
            final long available,
            final long held,
            final long availableAfter,
            final long heldAfter) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final BalanceEventEncoder event =
                new BalanceEventEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        event.stamp()
                .partition(0)
                .shard(0)
                .eventSequence(sequence)
                .coreSequence(sequence)
                .timestampUs(sequence);
        event.accountId(account)
                .accountSequence(accountSequence)
                .cause(Cause.TRANSFER_IN)
                .reason(Reason.NONE);
        event.changesCount(1)
                .next()
                .assetId(USDT)
                .scale((short) 6)
                .availableDelta(available)
                .heldDelta(held)
                .availableAfter(availableAfter)
                .heldAfter(heldAfter);
        final byte[] value = new byte[MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength()];
        buffer.getBytes(0, value);
        replay.apply(0, offset++, value);
    }
}
