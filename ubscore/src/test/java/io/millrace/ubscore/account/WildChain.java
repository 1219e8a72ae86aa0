package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes deposits and withdrawals of every kind, sound and not, lets the judge take them, and checks that a core does the same. */
final class WildChain {
    private final Random random;
    private final NaiveChain judge;
    private final long[] offsets;

    /** Puts a core through what the judge has taken. */
    interface Step {
        void check(BalanceCore core);
    }

    private interface Use {
        ApplyStatus on(BalanceCore core);
    }

    WildChain(final Random random, final NaiveChain judge, final long[] offsets) {
        this.random = random;
        this.judge = judge;
        this.offsets = offsets;
    }

    Step next(final long userId, final long requestTimeUs, final long nowUs) {
        return switch (random.nextInt(4)) {
            case 0 -> deposit(userId, nowUs);
            case 1 -> withdraw(userId, requestTimeUs, nowUs);
            case 2 -> close(nowUs);
            default -> review(nowUs);
        };
    }

    private static Step step(final ApplyStatus expected, final Use use) {
        return core -> assertEquals(expected, use.on(core));
    }

    private <T extends Operation> T at(final T operation, final long userId) {
        operation.partition = random.nextInt(3);
        offsets[operation.partition] += random.nextInt(3);
        operation.recordOffset = offsets[operation.partition];
        operation.userId = random.nextInt(50) == 0 ? 0 : userId;
        return operation;
    }

    private void number(final SourcedOperation operation) {
        operation.sourceId = random.nextInt(30) == 0 ? random.nextInt(4) * 8 : 1 + random.nextInt(2);
        operation.sourceSequence = judge.lastApplied(operation.sourceId, operation.partition)
                + (random.nextInt(8) == 0 ? random.nextInt(4) - 1 : 1);
    }

    private Step deposit(final long userId, final long nowUs) {
        final Deposit deposit = at(new Deposit(), userId);
        number(deposit);
        deposit.assetId = 1 + random.nextInt(random.nextInt(20) == 0 ? 4 : 3);
        deposit.amount = random.nextInt(40) == 0 ? random.nextInt(3) - 1 : random.nextInt(300_000);
        if (random.nextInt(200) == 0) {
            deposit.amount = 1L << 61;
        }
        deposit.reference.set("d" + random.nextInt(1_000));
        return step(judge.deposit(deposit), core -> core.applyDeposit(deposit, nowUs));
    }

    private Step withdraw(final long userId, final long requestTimeUs, final long nowUs) {
        final WithdrawalRequest request = at(new WithdrawalRequest(), userId);
        request.assetId = 1 + random.nextInt(random.nextInt(20) == 0 ? 4 : 3);
        request.amount = random.nextInt(40) == 0 ? random.nextInt(3) - 1 : random.nextInt(100_000);
        request.requestTimeUs = requestTimeUs;
        request.review = random.nextInt(3) == 0;
        request.address.set(random.nextInt(30) == 0 ? "" : "0x" + "ab".repeat(20));
        request.requestId.set("r" + random.nextInt(300));
        return step(judge.withdraw(request), core -> core.applyWithdrawal(request, nowUs));
    }

    private Step close(final long nowUs) {
        final NaiveChain.Open open = any();
        final WithdrawalClose close = at(new WithdrawalClose(), open == null ? 1 : open.asked.userId);
        number(close);
        close.withdrawalId = open == null ? random.nextInt(100) : open.id;
        close.paid = random.nextBoolean();
        return step(judge.close(close), core -> core.closeWithdrawal(close, nowUs));
    }

    private Step review(final long nowUs) {
        final NaiveChain.Open open = any();
        final WithdrawalReview review = at(new WithdrawalReview(), open == null ? 1 : open.asked.userId);
        review.withdrawalId = open == null || random.nextInt(20) == 0 ? random.nextInt(100) : open.id;
        review.decision = random.nextInt(20) == 0 ? null : ReviewDecision.of(1 + random.nextInt(3));
        return step(judge.review(review), core -> core.reviewWithdrawal(review, nowUs));
    }

    private NaiveChain.Open any() {
        final List<NaiveChain.Open> all = new ArrayList<>(judge.withdrawals.values());
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }
}
