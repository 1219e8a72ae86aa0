package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainRecord.Claim;
import io.millrace.chain.vault.ChainRecord.Deposit;
import io.millrace.chain.vault.ChainRecord.Liability;
import io.millrace.chain.vault.ChainRecord.Payment;
import io.millrace.chain.vault.ChainRecord.Place;
import io.millrace.chain.vault.ChainRecord.Sent;
import io.millrace.chain.vault.ChainRecord.Stream;
import io.millrace.chain.vault.ChainRecord.Withdrawal;
import io.millrace.chain.vault.ChainRecord.WithdrawalStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes what UBSCore says, each record once. */
final class LedgerDesk {
    private final ChainState state;
    private final TokenTable tokens;
    private final DepositDesk deposits;

    LedgerDesk(final ChainState state, final TokenTable tokens, final DepositDesk deposits) {
        this.state = state;
        this.tokens = tokens;
        this.deposits = deposits;
    }

    void on(final List<LedgerEvent> events, final Draft draft) {
        final Map<Integer, Long> offsets = new LinkedHashMap<>();
        final Map<String, Liability> owed = new LinkedHashMap<>();
        for (final LedgerEvent event : events) {
            final long last = offsets.getOrDefault(
                    event.partition(),
                    state.place(Stream.EVENTS, event.partition()).sequence());
            if (event.offset() > last) {
                offsets.put(event.partition(), event.offset());
                on(event, owed, draft);
            }
        }
        owed.values().forEach(draft::add);
        offsets.forEach((partition, offset) -> draft.add(new Place(Stream.EVENTS, partition, offset, "")));
    }

    private void on(final LedgerEvent event, final Map<String, Liability> owed, final Draft draft) {
        if (event instanceof LedgerEvent.WithdrawalChanged changed) {
            onWithdrawal(changed, draft);
        } else if (event instanceof LedgerEvent.Answered answered) {
            onAnswer(answered, draft);
        } else if (event instanceof LedgerEvent.Owed each) {
            final Liability liability = new Liability(each.shard(), each.assetId(), each.amount());
            owed.put(liability.key(), liability);
        } else if (event instanceof LedgerEvent.AssetKnown asset) {
            tokens.check(asset.assetId(), asset.scale());
        }
    }

    private void onWithdrawal(final LedgerEvent.WithdrawalChanged changed, final Draft draft) {
        final Withdrawal known = state.withdrawal(changed.withdrawalId());
        switch (changed.state()) {
            case REVIEW -> draft.add(begin(changed, WithdrawalStatus.REVIEW));
            case HELD -> draft.add(begin(changed, WithdrawalStatus.PENDING));
            case RELEASED -> {
                if (known != null && known.status() == WithdrawalStatus.REVIEW) {
                    final boolean byUser = changed.reason().equals("USER");
                    draft.add(known.with(
                                    byUser ? WithdrawalStatus.CANCELLED : WithdrawalStatus.REJECTED, changed.reason())
                            .close());
                }
            }
            default -> {
                // Our own doing: the answer to the operation says it too.
            }
        }
    }

    private static Withdrawal begin(final LedgerEvent.WithdrawalChanged changed, final WithdrawalStatus status) {
        return new Withdrawal(
                changed.withdrawalId(),
                new Claim(changed.userId(), changed.assetId(), changed.amount(), changed.address()),
                status,
                "",
                Payment.NONE,
                0,
                Sent.NOTHING,
                false);
    }

    private void onAnswer(final LedgerEvent.Answered answered, final Draft draft) {
        if (answered.reason().equals("SOURCE_GAP")) {
            throw new Breach("ubscore lacks operations of ours part=" + answered.sourcePartition() + " applied="
                    + answered.sourceSequenceApplied() + " sent=" + answered.sourceSequence()
                    + ": records of balance.operations were lost");
        }
        final ChainRecord record = state.awaited(answered.sourcePartition(), answered.sourceSequence());
        if (record instanceof Deposit deposit) {
            deposits.onAnswer(deposit, answered.accepted(), answered.reason(), draft);
        } else if (record instanceof Withdrawal withdrawal) {
            if (!answered.accepted()) {
                throw new Breach("ubscore does not close a withdrawal that it held withdrawal=" + withdrawal.id()
                        + " status=" + withdrawal.status() + " reason=" + answered.reason());
            }
            draft.add(withdrawal.close());
        }
    }
}
