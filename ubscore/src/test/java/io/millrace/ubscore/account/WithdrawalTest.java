package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Deposits and withdrawals, as a rulebook. */
class WithdrawalTest {
    private static final String FROZEN = "/snapshot-v2.bin";
    private static final String ADDRESS = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";
    private static final int SOURCE = 3;
    private static final int PARTITION = 1;

    private final Exchange exchange = new Exchange();
    private final BalanceCore core = exchange.core;
    private long offset = 1_000;

    private <T extends Operation> T at(final T operation, final long userId) {
        operation.partition = PARTITION;
        operation.recordOffset = offset++;
        operation.userId = userId;
        return operation;
    }

    private void deposit(final long sequence, final long amount) {
        final Deposit deposit = at(new Deposit(), 1001);
        deposit.sourceId = SOURCE;
        deposit.sourceSequence = sequence;
        deposit.assetId = Exchange.USDT;
        deposit.amount = amount;
        deposit.reference.set("31337.aa.1");
        core.applyDeposit(deposit, exchange.now());
    }

    private void withdraw(final String requestId, final long amount, final boolean review) {
        final WithdrawalRequest request = at(new WithdrawalRequest(), 1001);
        request.assetId = Exchange.USDT;
        request.amount = amount;
        request.requestTimeUs = exchange.now();
        request.review = review;
        request.address.set(ADDRESS);
        request.requestId.set(requestId);
        core.applyWithdrawal(request, exchange.nowUs);
    }

    private void close(final long sequence, final long withdrawalId, final boolean paid) {
        final WithdrawalClose close = at(new WithdrawalClose(), 1001);
        close.sourceId = SOURCE;
        close.sourceSequence = sequence;
        close.withdrawalId = withdrawalId;
        close.paid = paid;
        core.closeWithdrawal(close, exchange.now());
    }

    private void review(final long withdrawalId, final ReviewDecision decision) {
        final WithdrawalReview review = at(new WithdrawalReview(), 1001);
        review.withdrawalId = withdrawalId;
        review.decision = decision;
        core.reviewWithdrawal(review, exchange.now());
    }

    private String balance() {
        final StringBuilder text = new StringBuilder();
        core.balances(1001, (assetId, available, held) -> text.append(available + "+" + held));
        return text.toString();
    }

    private String said() {
        return exchange.lines.last();
    }

    @Test
    void shouldCreditWhatASourceNumbersOnceForEver() {
        deposit(1, 100);
        deposit(1, 100);
        deposit(1, 999);
        assertEquals("100+0", balance());
        deposit(3, 100);
        assertTrue(said().contains("sequence=3 applied=1 user=1001 REJECTED SOURCE_GAP"), said());
        deposit(2, 5);
        deposit(3, 100);
        assertEquals("205+0", balance());
        assertEquals(3, core.sourceSequence(SOURCE, PARTITION));
        deposit(4, 0);
        assertTrue(said().contains("applied=4 user=1001 REJECTED BAD_AMOUNT"), said());
    }

    @Test
    void shouldHoldThenSettle() {
        deposit(1, 100);
        withdraw("w1", 60, false);
        assertEquals("40+60", balance());
        assertTrue(said().contains("withdrawal 1 HELD ACCEPTED NONE replayed=false"), said());
        withdraw("w2", 41, false);
        assertTrue(said().contains("withdrawal 0 REFUSED REJECTED INSUFFICIENT_BALANCE"), said());
        close(2, 1, true);
        assertEquals("40+0", balance());
        assertEquals(0, core.openWithdrawalCount());
        close(3, 1, true);
        assertTrue(said().contains("REJECTED WITHDRAWAL_NOT_FOUND"), said());
        assertEquals("40+0", balance());
    }

    @Test
    void shouldGiveBackWhatTheChainWillNotPay() {
        deposit(1, 100);
        core.setWithdrawalLimit(1001, Exchange.USDT, 70, exchange.now());
        withdraw("w1", 60, false);
        withdraw("w2", 20, false);
        assertTrue(said().contains("REJECTED WITHDRAWAL_LIMIT"), said());
        close(2, 1, false);
        assertEquals("100+0", balance());
        withdraw("w3", 70, false);
        assertEquals("30+70", balance());
    }

    @Test
    void shouldWaitForAnOperatorsWord() {
        deposit(1, 100);
        withdraw("w1", 10, true);
        assertTrue(said().contains("withdrawal 1 REVIEW ACCEPTED"), said());
        close(2, 1, true);
        assertTrue(said().contains("REJECTED NO_PERMISSION"), said());
        review(1, ReviewDecision.APPROVE);
        assertTrue(said().contains("withdrawal 1 HELD ACCEPTED"), said());
        review(1, ReviewDecision.CANCEL);
        assertTrue(said().contains("withdrawal 1 HELD REJECTED NO_PERMISSION"), said());
        close(3, 1, true);
        withdraw("w2", 10, true);
        review(2, ReviewDecision.REJECT);
        assertTrue(said().contains("withdrawal 2 RELEASED ACCEPTED ADMIN"), said());
        withdraw("w3", 10, true);
        review(3, ReviewDecision.CANCEL);
        assertTrue(said().contains("withdrawal 3 RELEASED ACCEPTED USER"), said());
        assertEquals("90+0", balance());
    }

    @Test
    void shouldAnswerARepeatedRequestAndRefuseAnotherUnderItsId() {
        deposit(1, 100);
        withdraw("w1", 10, false);
        withdraw("w1", 10, false);
        assertTrue(said().contains("withdrawal 1 HELD ACCEPTED NONE replayed=true"), said());
        withdraw("w1", 11, false);
        assertTrue(said().contains("REJECTED REQUEST_ID_REUSED"), said());
        exchange.transfer(TransferKind.OUT, 1001, Exchange.USDT, 10, "w1");
        assertTrue(said().contains("REJECTED REQUEST_ID_REUSED"), said());
        close(2, 1, true);
        withdraw("w1", 10, false);
        assertTrue(said().contains("withdrawal 1 CLOSED ACCEPTED NONE replayed=true"), said());
        assertEquals("90+0", balance());
    }

    @Test
    void shouldSeeAHoldThatNoBalanceHas() {
        deposit(1, 100);
        withdraw("w1", 10, false);
        core.state.withdrawals.find(1).amount = 9;
        final BreachException breach = assertThrows(BreachException.class, core::verify);
        assertTrue(breach.getMessage().contains("invariant=I2"), breach.getMessage());
        assertTrue(breach.getMessage().contains("held=10 holds=9"), breach.getMessage());
    }

    private void live() {
        deposit(1, 100);
        withdraw("w1", 10, false);
        withdraw("w2", 20, true);
        withdraw("w3", 30, false);
        close(2, 1, true);
    }

    private static byte[] snapshot(final BalanceCore core) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        core.writeSnapshot((buffer, offset, length) -> {
            final byte[] chunk = new byte[length];
            buffer.getBytes(offset, chunk);
            bytes.writeBytes(chunk);
        });
        return bytes.toByteArray();
    }

    private static BalanceCore load(final byte[] bytes) {
        final BalanceCore loaded = new BalanceCore(Exchange.config(), new Room(), new Lines());
        loaded.loadSnapshot(new UnsafeBuffer(bytes), 0, bytes.length);
        loaded.endSnapshot();
        return loaded;
    }

    @Test
    void shouldKeepSourcesAndWithdrawalsInSnapshots() {
        live();
        final byte[] bytes = snapshot(core);
        final BalanceCore loaded = load(bytes);
        assertArrayEquals(bytes, snapshot(loaded));
        assertEquals(2, loaded.openWithdrawalCount());
        assertEquals(2, loaded.sourceSequence(SOURCE, PARTITION));
        for (int at = 0; at < bytes.length; at += 7) {
            final byte[] bad = bytes.clone();
            bad[at] ^= 4;
            assertThrows(BreachException.class, () -> load(bad), "flipped at=" + at);
        }
    }

    /** Written by the first release with chains; to be loaded by every later one. */
    @Test
    void shouldLoadTheFrozenSnapshot() throws IOException {
        try (InputStream stream = WithdrawalTest.class.getResourceAsStream(FROZEN)) {
            final byte[] bytes = stream.readAllBytes();
            assertArrayEquals(bytes, snapshot(load(bytes)));
            live();
            assertArrayEquals(bytes, snapshot(core), "what this release makes of the same commands");
        }
    }
}
