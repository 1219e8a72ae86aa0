package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainRecord.Purpose;
import io.millrace.chain.vault.ChainRecord.Transaction;
import java.util.List;

/**
 * Deposits, withdrawals and batches in one. Every call decides, makes its decisions durable, and returns; what they ask for is done by
 * a later call, from the state. So a process that ends anywhere, and one that begins from the journal, go on alike. A {@link
 * ChainNode.Fault} leaves a sound state; after any other exception the state must not be used again. One thread.
 */
public final class VaultCore {
    private final ChainState state;
    private final Draft draft;
    private final DepositDesk deposits;
    private final LedgerDesk ledger;
    private final TransactionDesk transactions;
    private final WithdrawalDesk withdrawals;
    private final BatchDesk batches;
    private final TransactionDesk.Owner owner = new Owners();

    public VaultCore(
            final ChainState state,
            final VaultRules rules,
            final TokenTable tokens,
            final VaultCodec codec,
            final Signer signer,
            final ChainJournal journal) {
        this.state = state;
        draft = new Draft(state, journal);
        deposits = new DepositDesk(state, rules, tokens);
        ledger = new LedgerDesk(state, tokens, deposits);
        transactions = new TransactionDesk(state, rules, signer);
        withdrawals = new WithdrawalDesk(state, rules, tokens, codec, transactions);
        batches = new BatchDesk(state, rules, tokens, codec, transactions);
    }

    /** Takes what UBSCore has said, in the order of each partition; what was taken before is passed over. */
    public int onLedger(final List<LedgerEvent> events) {
        ledger.on(events, draft);
        return draft.commit();
    }

    /** Whether more trades may come now. */
    public boolean hasRoomForTrades() {
        return batches.hasRoom();
    }

    /** Takes the next output of its lane, with or without trades. */
    public void onTrades(final TradeSlice slice, final long nowUs) {
        batches.gather(slice, nowUs);
    }

    /** Reads blocks, and credits what is deep enough. */
    public int stepDeposits(final ChainNode node) {
        return step(() -> deposits.step(draft, node));
    }

    /** Sends, follows, replaces and ends transactions. */
    public int stepTransactions(final long nowUs, final ChainNode node) {
        return step(() -> transactions.step(nowUs, draft, node, owner));
    }

    /** Begins to pay withdrawals, and to settle what has gathered. */
    public int stepPayments(final long nowUs, final ChainNode node) {
        return step(() -> {
            withdrawals.step(nowUs, draft, node);
            batches.step(nowUs, withdrawals.wantsSettlement(), draft, node);
        });
    }

    /** What was decided before a fault stands. */
    private int step(final Runnable work) {
        try {
            work.run();
        } catch (final ChainNode.Fault fault) {
            draft.commit();
            throw fault;
        }
        return draft.commit();
    }

    public ChainState state() {
        return state;
    }

    /** Tells who a transaction is for. */
    private final class Owners implements TransactionDesk.Owner {
        @Override
        public void onSubmitted(final Transaction transaction, final Draft to) {
            if (transaction.call().purpose() == Purpose.WITHDRAWAL) {
                withdrawals.onSubmitted(transaction, to);
            } else {
                batches.onSubmitted(transaction, to);
            }
        }

        @Override
        public void onFinal(
                final Transaction transaction,
                final boolean succeeded,
                final long nowUs,
                final Draft to,
                final ChainNode node) {
            if (transaction.call().purpose() == Purpose.WITHDRAWAL) {
                withdrawals.onFinal(transaction, succeeded, to, node);
            } else {
                batches.onFinal(transaction, succeeded, nowUs, to);
            }
        }
    }
}
