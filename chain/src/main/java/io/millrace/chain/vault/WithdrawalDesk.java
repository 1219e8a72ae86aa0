package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainNode.CallAnswer;
import io.millrace.chain.vault.ChainNode.Verdict;
import io.millrace.chain.vault.ChainRecord.Claim;
import io.millrace.chain.vault.ChainRecord.Purpose;
import io.millrace.chain.vault.ChainRecord.Sent;
import io.millrace.chain.vault.ChainRecord.Transaction;
import io.millrace.chain.vault.ChainRecord.Withdrawal;
import io.millrace.chain.vault.ChainRecord.WithdrawalStatus;
import java.util.regex.Pattern;

/** Pays out what UBSCore holds for it, or gives it back. */
final class WithdrawalDesk {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
    private static final String NOWHERE = "0x" + "0".repeat(40);

    private final ChainState state;
    private final VaultRules rules;
    private final TokenTable tokens;
    private final VaultCodec codec;
    private final TransactionDesk transactions;
    private boolean wantsSettlement;

    WithdrawalDesk(
            final ChainState state,
            final VaultRules rules,
            final TokenTable tokens,
            final VaultCodec codec,
            final TransactionDesk transactions) {
        this.state = state;
        this.rules = rules;
        this.tokens = tokens;
        this.codec = codec;
        this.transactions = transactions;
    }

    void step(final long nowUs, final Draft draft, final ChainNode node) {
        wantsSettlement = false;
        for (final Withdrawal withdrawal : state.withdrawals()) {
            if (withdrawal.status() == WithdrawalStatus.PENDING && transactions.hasRoom()) {
                pay(withdrawal, nowUs, draft, node);
            }
        }
    }

    /** Whether a withdrawal waits for trades that are not settled yet. */
    boolean wantsSettlement() {
        return wantsSettlement;
    }

    private void pay(final Withdrawal withdrawal, final long nowUs, final Draft draft, final ChainNode node) {
        final Claim claim = withdrawal.claim();
        final TokenTerms token = tokens.ofAsset(claim.assetId());
        if (token == null
                || !ADDRESS.matcher(claim.address()).matches()
                || claim.address().equals(NOWHERE)) {
            end(withdrawal, WithdrawalStatus.REJECTED, token == null ? "UNKNOWN_ASSET" : "BAD_ADDRESS", draft);
            return;
        }
        final String data = codec.withdraw(
                token.token(), claim.userId(), withdrawal.id(), claim.address(), token.chainAmount(claim.amount()));
        final CallAnswer answer = node.simulate(data);
        switch (answer.verdict()) {
            case TAKEN -> {
                final Transaction transaction =
                        transactions.begin(Purpose.WITHDRAWAL, withdrawal.id(), data, nowUs, draft, node);
                draft.add(withdrawal.with(WithdrawalStatus.PROCESSING, "").paidBy(transaction));
            }
            case INSUFFICIENT_BALANCE -> waitForSettlement(withdrawal, nowUs, draft);
            case ALREADY_PAID -> throw paidByAnother(withdrawal);
            case CLOSED -> {
                // The vault stands still: so does this, until people have looked.
            }
            default -> end(withdrawal, WithdrawalStatus.FAILED, answer.reason(), draft);
        }
    }

    private void waitForSettlement(final Withdrawal withdrawal, final long nowUs, final Draft draft) {
        wantsSettlement = true;
        if (withdrawal.sinceUs() == 0) {
            draft.add(withdrawal.since(nowUs));
        } else if (nowUs - withdrawal.sinceUs() >= rules.withdrawalPatienceUs()) {
            end(withdrawal, WithdrawalStatus.FAILED, "INSUFFICIENT_CHAIN_BALANCE", draft);
        }
    }

    void onSubmitted(final Transaction transaction, final Draft draft) {
        final Withdrawal withdrawal = state.withdrawal(transaction.call().purposeId());
        if (withdrawal.status() == WithdrawalStatus.PROCESSING
                || !withdrawal.payment().txHash().equals(transaction.inclusion().hash())) {
            draft.add(withdrawal.with(WithdrawalStatus.SUBMITTED, "").paidBy(transaction));
        }
    }

    void onFinal(final Transaction transaction, final boolean succeeded, final Draft draft, final ChainNode node) {
        final Withdrawal withdrawal =
                state.withdrawal(transaction.call().purposeId()).paidBy(transaction);
        if (succeeded) {
            end(withdrawal, WithdrawalStatus.CONFIRMED, "", draft);
        } else if (node.simulate(transaction.call().data()).verdict() == Verdict.ALREADY_PAID) {
            throw paidByAnother(withdrawal);
        } else {
            end(withdrawal, WithdrawalStatus.FAILED, "REVERTED", draft);
        }
    }

    /** Someone else has the operator's key and pays what we hold: to give it back would pay it twice. */
    private static Breach paidByAnother(final Withdrawal withdrawal) {
        return new Breach("withdrawal was paid by a transaction that the journal does not have: is there another chain"
                + " service for this vault? withdrawal=" + withdrawal.id() + " user="
                + withdrawal.claim().userId());
    }

    private void end(
            final Withdrawal withdrawal, final WithdrawalStatus status, final String reason, final Draft draft) {
        final long userId = withdrawal.claim().userId();
        final int part = state.part(userId);
        final boolean paid = status == WithdrawalStatus.CONFIRMED;
        final long sequence =
                draft.send(part, number -> new Operation.Close(part, number, userId, withdrawal.id(), paid));
        draft.add(withdrawal.with(status, reason).ended(new Sent(part, sequence)));
    }
}
