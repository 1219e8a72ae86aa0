package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainNode.SendAnswer;
import io.millrace.chain.vault.ChainRecord.Attempt;
import io.millrace.chain.vault.ChainRecord.Call;
import io.millrace.chain.vault.ChainRecord.Inclusion;
import io.millrace.chain.vault.ChainRecord.Purpose;
import io.millrace.chain.vault.ChainRecord.Transaction;
import io.millrace.chain.vault.ChainRecord.TransactionStatus;

/**
 * The one owner of the operator's nonces. What it signs is in the journal before a node sees it, is sent until it is in a block that
 * is deep enough, and is replaced under its own nonce when that takes too long.
 */
final class TransactionDesk {
    /** Beyond the node's estimate, in percent: balances may change until the call is in a block. */
    private static final int GAS_MARGIN_PERCENT = 25;
    /** Each makes the record longer; after so many something else is wrong than the fee. */
    private static final int ATTEMPTS_MAX = 8;
    /** No transaction may use more. */
    private static final long GAS_MAX = 1L << 24;

    private final ChainState state;
    private final VaultRules rules;
    private final Signer signer;

    /** Told how a transaction goes; the calls come while the step's decisions gather. */
    interface Owner {
        void onSubmitted(Transaction transaction, Draft draft);

        void onFinal(Transaction transaction, boolean succeeded, long nowUs, Draft draft, ChainNode node);
    }

    TransactionDesk(final ChainState state, final VaultRules rules, final Signer signer) {
        this.state = state;
        this.rules = rules;
        this.signer = signer;
    }

    boolean hasRoom() {
        return state.transactions().size() < rules.transactionsMax();
    }

    /** Signs a call of the vault under the next nonce. */
    Transaction begin(
            final Purpose purpose,
            final long purposeId,
            final String data,
            final long nowUs,
            final Draft draft,
            final ChainNode node) {
        final long gas = Math.min(GAS_MAX, node.estimateGas(data) * (100 + GAS_MARGIN_PERCENT) / 100);
        final FeeQuote fee = node.quote();
        final long nonce = state.nextNonce() < 0 ? node.nonce(signer.address()) : state.nextNonce();
        final Attempt attempt = signer.sign(nonce, gas, fee, data);
        final Transaction transaction =
                Transaction.signed(nonce, new Call(purpose, purposeId, data, gas), attempt, nowUs);
        draft.add(transaction);
        return transaction;
    }

    void step(final long nowUs, final Draft draft, final ChainNode node, final Owner owner) {
        boolean isNext = true;
        for (final Transaction transaction : state.transactions()) {
            switch (transaction.status()) {
                case SIGNED -> send(transaction, nowUs, draft, node, owner);
                case SUBMITTED -> follow(transaction, isNext, nowUs, draft, node, owner);
                default -> finish(transaction, nowUs, draft, node, owner);
            }
            isNext &= transaction.status() == TransactionStatus.MINED;
        }
    }

    private void send(
            final Transaction transaction,
            final long nowUs,
            final Draft draft,
            final ChainNode node,
            final Owner owner) {
        final SendAnswer answer = node.send(transaction.newest().raw());
        if (answer.taken()) {
            final Transaction sent = transaction.sent(nowUs);
            draft.add(sent);
            owner.onSubmitted(sent, draft);
        } else if (answer.underpriced()) {
            replace(transaction, nowUs, draft, node);
        } else if (!isMined(transaction, draft, node)) {
            requireOwnNonce(transaction, node);
            throw new ChainNode.Fault(
                    "nodes refuse a transaction nonce=" + transaction.nonce() + " reason=" + answer.reason(), null);
        }
    }

    private boolean isMined(final Transaction transaction, final Draft draft, final ChainNode node) {
        for (final Attempt attempt : transaction.attempts()) {
            final Receipt receipt = node.receipt(attempt.hash());
            if (receipt != null) {
                draft.add(transaction.mined(receipt));
                return true;
            }
        }
        return false;
    }

    /** {@code isNext}: nothing before it holds it up, so what holds it up is its fee. */
    private void follow(
            final Transaction transaction,
            final boolean isNext,
            final long nowUs,
            final Draft draft,
            final ChainNode node,
            final Owner owner) {
        if (isMined(transaction, draft, node)) {
            return;
        }
        if (isNext
                && nowUs - transaction.attemptUs() >= rules.stuckUs()
                && transaction.attempts().size() < ATTEMPTS_MAX) {
            replace(transaction, nowUs, draft, node);
        } else if (nowUs - transaction.sentUs() >= rules.rebroadcastUs()) {
            requireOwnNonce(transaction, node);
            send(transaction, nowUs, draft, node, owner);
        }
    }

    /** A nonce that is used while none of its forms is in a block was used by someone else who has the key. */
    private void requireOwnNonce(final Transaction transaction, final ChainNode node) {
        if (node.nonce(signer.address()) > transaction.nonce()
                && transaction.attempts().stream().allMatch(attempt -> node.receipt(attempt.hash()) == null)
                && node.nonce(signer.address()) > transaction.nonce()) {
            throw new Breach("nonce was used by a transaction that is not ours: does another have the operator's key?"
                    + " nonce=" + transaction.nonce() + " operator=" + signer.address());
        }
    }

    private void replace(final Transaction transaction, final long nowUs, final Draft draft, final ChainNode node) {
        final FeeQuote fee = node.quote().atLeast(transaction.newest().fee(), rules.bumpPercent());
        final Attempt attempt = signer.sign(
                transaction.nonce(),
                transaction.call().gasLimit(),
                fee,
                transaction.call().data());
        draft.add(transaction.replaced(attempt, nowUs));
    }

    private void finish(
            final Transaction transaction,
            final long nowUs,
            final Draft draft,
            final ChainNode node,
            final Owner owner) {
        final Inclusion inclusion = transaction.inclusion();
        final Receipt receipt = node.receipt(inclusion.hash());
        final Head block = state.block(inclusion.height());
        if (receipt == null || !receipt.blockHash().equals(inclusion.blockHash())) {
            // Its block left the chain: from here it goes on as if it had just been signed.
            draft.add(transaction.unmined());
            return;
        }
        if (block == null || !block.hash().equals(inclusion.blockHash())) {
            return;
        }
        if (state.confirmations(inclusion.height()) >= rules.confirmations()) {
            final Transaction end = transaction.done(receipt.succeeded());
            draft.add(end);
            owner.onFinal(end, receipt.succeeded(), nowUs, draft, node);
        }
    }
}
