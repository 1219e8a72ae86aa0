package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainRecord.BlockSeen;
import io.millrace.chain.vault.ChainRecord.Credit;
import io.millrace.chain.vault.ChainRecord.Deposit;
import io.millrace.chain.vault.ChainRecord.DepositStatus;
import io.millrace.chain.vault.ChainRecord.Place;
import io.millrace.chain.vault.ChainRecord.Sent;
import io.millrace.chain.vault.ChainRecord.Stream;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads blocks one on top of the other, and credits what is deep enough, once. */
final class DepositDesk {
    private static final BigInteger USER_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    /** Hex digits of a transaction's hash that a reference shows: with the ordinal it fits 64 characters. */
    private static final int REFERENCE_DIGITS = 56;
    /** Blocks that are read ahead of what is settled: all of them must be kept. */
    private static final int AHEAD_MAX = BlockSeen.KEPT / 2;

    private final ChainState state;
    private final VaultRules rules;
    private final TokenTable tokens;

    DepositDesk(final ChainState state, final VaultRules rules, final TokenTable tokens) {
        this.state = state;
        this.rules = rules;
        this.tokens = tokens;
    }

    void step(final Draft draft, final ChainNode node) {
        read(draft, node);
        confirm(draft, node);
    }

    private void read(final Draft draft, final ChainNode node) {
        final Head tip = node.latest();
        Head last = state.head();
        if (last == null) {
            last = node.block(rules.startHeight());
            if (last == null) {
                return;
            }
            take(last, draft, node);
        }
        if (tip.height() < last.height()) {
            final Head known = state.block(tip.height());
            if (known == null || !known.hash().equals(tip.hash())) {
                rewind(tip.height(), draft, node);
            }
            // Otherwise this node is only behind.
            return;
        }
        final Head same = node.block(last.height());
        if (same == null || !same.hash().equals(last.hash())) {
            rewind(last.height() - 1, draft, node);
            return;
        }
        final long heightMax = Math.min(tip.height(), confirmedHeight() + AHEAD_MAX + rules.confirmations());
        for (int i = 0; i < rules.blocksPerStepMax() && last.height() < heightMax; i++) {
            final Head next = node.block(last.height() + 1);
            if (next == null || !next.parentHash().equals(last.hash())) {
                return;
            }
            take(next, draft, node);
            last = next;
        }
    }

    /** Goes back to the newest block, at this height or below, that the chain and we have in common. */
    private void rewind(final long from, final Draft draft, final ChainNode node) {
        for (long height = from; ; height--) {
            final Head theirs = node.block(height);
            final Head ours = height < rules.startHeight() ? theirs : state.block(height);
            if (ours == null) {
                throw new Breach("reorganisation goes deeper than what is kept height=" + height + " kept="
                        + BlockSeen.KEPT + " head=" + state.head());
            }
            if (theirs != null && theirs.hash().equals(ours.hash())) {
                for (final Deposit deposit : state.deposits()) {
                    if (deposit.height() > height) {
                        orphan(deposit, draft);
                    }
                }
                draft.add(new BlockSeen(ours));
                if (height < confirmedHeight()) {
                    draft.add(new Place(Stream.CONFIRMED, 0, height, ""));
                }
                return;
            }
        }
    }

    private void orphan(final Deposit deposit, final Draft draft) {
        switch (deposit.status()) {
            case DETECTED, PENDING -> draft.add(deposit.with(DepositStatus.FAILED, "REORG"));
            case CONFIRMED, CREDITED -> draft.add(deposit.with(DepositStatus.LOST, "REORG"));
            default -> {
                // It was nothing, or is known to be gone.
            }
        }
    }

    private void take(final Head block, final Draft draft, final ChainNode node) {
        final List<DepositLog> logs = node.deposits(block);
        draft.add(new BlockSeen(block));
        final Map<String, Integer> ordinals = new HashMap<>();
        for (final DepositLog log : logs) {
            final int ordinal = ordinals.merge(log.txHash(), 1, Integer::sum) - 1;
            draft.add(detect(log, block.height(), ordinal, draft));
        }
    }

    private Deposit detect(final DepositLog log, final long height, final int ordinal, final Draft draft) {
        final TokenTerms token = tokens.ofToken(log.token());
        final long amount = token == null ? 0 : token.credit(log.amount());
        final String refusal = refusal(log, token, amount);
        final Deposit deposit = new Deposit(
                log,
                height,
                ordinal,
                token == null
                        ? new Credit(0, 0, log.amount())
                        : new Credit(token.assetId(), Math.max(0, amount), token.rest(log.amount())),
                refusal.isEmpty() ? DepositStatus.DETECTED : DepositStatus.FAILED,
                refusal,
                Sent.NOTHING);
        final Deposit before = state.credited(deposit.creditKey());
        if (before == null) {
            return deposit;
        }
        if (!before.key().equals(deposit.key())) {
            draft.add(before.with(DepositStatus.FAILED, "MOVED"));
        }
        return deposit.sent(DepositStatus.CREDITED, before.sent());
    }

    private static String refusal(final DepositLog log, final TokenTerms token, final long amount) {
        if (token == null) {
            return "UNKNOWN_TOKEN";
        }
        if (log.user().signum() <= 0 || log.user().compareTo(USER_MAX) > 0) {
            return "BAD_USER";
        }
        if (amount <= 0) {
            return amount == 0 ? "TOO_SMALL" : "TOO_LARGE";
        }
        return "";
    }

    private void confirm(final Draft draft, final ChainNode node) {
        if (state.head() == null) {
            return;
        }
        long height = confirmedHeight();
        for (int i = 0; i < rules.blocksPerStepMax() && state.confirmations(height + 1) >= rules.confirmations(); i++) {
            final Head block = state.block(++height);
            settle(block, node.agreedDeposits(block), draft);
            draft.add(new Place(Stream.CONFIRMED, 0, height, ""));
        }
        for (final Deposit deposit : state.deposits()) {
            if (deposit.status() == DepositStatus.DETECTED && state.confirmations(deposit.height()) > 1) {
                draft.add(deposit.with(DepositStatus.PENDING, ""));
            }
        }
    }

    private long confirmedHeight() {
        return Math.max(
                rules.startHeight() - 1, state.place(Stream.CONFIRMED, 0).sequence());
    }

    /** What all endpoints say counts: what one of them said when the block was new is put right. */
    private void settle(final Head block, final List<DepositLog> agreed, final Draft draft) {
        for (final Deposit deposit : state.deposits()) {
            if (deposit.log().blockHash().equals(block.hash())
                    && isWaiting(deposit)
                    && !agreed.contains(deposit.log())) {
                draft.add(deposit.with(DepositStatus.FAILED, "MISREAD"));
            }
        }
        final Map<String, Integer> ordinals = new HashMap<>();
        for (final DepositLog log : agreed) {
            final int ordinal = ordinals.merge(log.txHash(), 1, Integer::sum) - 1;
            Deposit deposit = state.deposit(log);
            if (deposit == null || !deposit.log().equals(log) || deposit.ordinal() != ordinal) {
                deposit = detect(log, block.height(), ordinal, draft);
                draft.add(deposit);
            }
            if (isWaiting(deposit)) {
                credit(deposit, draft);
            }
        }
    }

    private static boolean isWaiting(final Deposit deposit) {
        return deposit.status() == DepositStatus.DETECTED || deposit.status() == DepositStatus.PENDING;
    }

    private void credit(final Deposit deposit, final Draft draft) {
        final long userId = deposit.log().user().longValueExact();
        final int part = state.part(userId);
        final Credit credit = deposit.credit();
        final String reference = deposit.log().txHash().substring(2, 2 + REFERENCE_DIGITS) + "." + deposit.ordinal();
        final long sequence = draft.send(
                part,
                number -> new Operation.Credit(part, number, userId, credit.assetId(), credit.amount(), reference));
        draft.add(deposit.sent(DepositStatus.CONFIRMED, new Sent(part, sequence)));
    }

    /** UBSCore has answered a credit. */
    void onAnswer(final Deposit deposit, final boolean accepted, final String reason, final Draft draft) {
        if (deposit.status() == DepositStatus.CONFIRMED) {
            draft.add(deposit.with(accepted ? DepositStatus.CREDITED : DepositStatus.FAILED, accepted ? "" : reason));
        }
    }
}
