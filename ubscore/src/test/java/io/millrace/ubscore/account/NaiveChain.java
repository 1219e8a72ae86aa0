package io.millrace.ubscore.account;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The judge's deposits and withdrawals. */
final class NaiveChain extends NaiveRest {
    final Map<Long, Open> withdrawals = new TreeMap<>();
    private final Map<String, Long> applied = new HashMap<>();
    private long number;

    /** A withdrawal that holds money. */
    static final class Open {
        long id;
        WithdrawalRequest asked;
        WithdrawalState state;
        long createdUs;
    }

    /** What a request's id stands for, beside what a transfer's does. */
    private static final class ToldWithdrawal extends Told {
        long withdrawalId;
    }

    NaiveChain(final CoreConfig config, final Room room) {
        super(config, room);
    }

    long lastApplied(final int source, final int partition) {
        return applied.getOrDefault(source + "/" + partition, 0L);
    }

    ApplyStatus deposit(final Deposit asked) {
        final ApplyStatus status = enter(asked);
        if (status == ApplyStatus.APPLIED && isOwn(asked.userId) && isNext(asked)) {
            final Reason reason = judge(asked);
            if (reason == Reason.NONE) {
                move(asked.userId, Cause.DEPOSIT, asked.assetId, big(asked.amount), ZERO, asked.reference);
                move(0, Cause.DEPOSIT, asked.assetId, big(-asked.amount), ZERO, asked.reference);
            }
            answer(asked, reason);
        }
        return status;
    }

    private Reason judge(final Deposit asked) {
        if (asked.userId <= 0) {
            return Reason.WRONG_SHARD;
        }
        if (!assets.containsKey(asked.assetId)) {
            return Reason.BAD_ASSET;
        }
        final BigInteger supply = available(0, asked.assetId).negate().add(big(asked.amount));
        return asked.amount <= 0 || supply.compareTo(BigInteger.ONE.shiftLeft(61)) > 0
                ? Reason.BAD_AMOUNT
                : Reason.NONE;
    }

    private boolean isNext(final SourcedOperation asked) {
        if (asked.sourceId < 1 || asked.sourceId > 15) {
            answer(asked, Reason.BAD_SOURCE);
            return false;
        }
        final long next = lastApplied(asked.sourceId, asked.partition) + 1;
        if (asked.sourceSequence > next) {
            answer(asked, Reason.SOURCE_GAP);
        } else if (asked.sourceSequence == next) {
            applied.put(asked.sourceId + "/" + asked.partition, next);
        }
        return asked.sourceSequence == next;
    }

    private void answer(final SourcedOperation asked, final Reason reason) {
        final SourceResult result = new SourceResult();
        result.sourceId = asked.sourceId;
        result.partition = asked.partition;
        result.sourceSequence = asked.sourceSequence;
        result.sourceSequenceApplied = lastApplied(asked.sourceId, asked.partition);
        result.userId = asked.userId;
        result.outcome = reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED;
        result.reason = reason;
        lines.onSourceResult(partition(partitionOf(asked.userId)), result);
    }

    private void move(
            final long accountId,
            final Cause cause,
            final int assetId,
            final BigInteger available,
            final BigInteger held,
            final FixedText id) {
        final BalanceEvent event = event(account(accountId), cause);
        event.requestId.set(id);
        post(event, assetId, available, held);
        say(event);
    }

    ApplyStatus withdraw(final WithdrawalRequest asked) {
        final ApplyStatus status = enter(asked);
        if (status == ApplyStatus.APPLIED && isOwn(asked.userId)) {
            decide(asked);
        }
        return status;
    }

    private void decide(final WithdrawalRequest asked) {
        final Open open = new Open();
        open.asked = asked;
        open.state = WithdrawalState.REFUSED;
        open.createdUs = nowUs;
        final Reason refusal = refusal(asked.userId, asked.requestTimeUs);
        if (refusal != null) {
            say(open, refusal, false);
            return;
        }
        final String key = asked.userId + " " + asked.requestId;
        final String content = "withdrawal " + asked.assetId + " " + asked.amount + " " + asked.address;
        final Told earlier = transferIds.get(key);
        if (earlier != null) {
            repeat(open, earlier, content);
            return;
        }
        forget();
        final ToldWithdrawal told = new ToldWithdrawal();
        told.content = content;
        told.expiresUs = asked.requestTimeUs + config.windowUs;
        told.reason = judge(asked);
        if (told.reason == Reason.NONE) {
            told.withdrawalId = (long) config.shard << 44 | ++number;
            open.id = told.withdrawalId;
            open.state = asked.review ? WithdrawalState.REVIEW : WithdrawalState.HELD;
            withdrawals.put(open.id, open);
            count(open, asked.amount);
            move(
                    asked.userId,
                    Cause.WITHDRAWAL_HELD,
                    asked.assetId,
                    big(-asked.amount),
                    big(asked.amount),
                    asked.requestId);
        }
        transferIds.put(key, told);
        say(open, told.reason, false);
    }

    private void repeat(final Open open, final Told earlier, final String content) {
        if (!earlier.content.equals(content)) {
            say(open, Reason.REQUEST_ID_REUSED, false);
            return;
        }
        open.id = ((ToldWithdrawal) earlier).withdrawalId;
        if (open.id != 0) {
            open.state = withdrawals.containsKey(open.id) ? withdrawals.get(open.id).state : WithdrawalState.CLOSED;
        }
        say(open, earlier.reason, true);
    }

    private Reason judge(final WithdrawalRequest asked) {
        if (!assets.containsKey(asked.assetId)) {
            return Reason.BAD_ASSET;
        }
        if (asked.amount <= 0) {
            return Reason.BAD_AMOUNT;
        }
        return asked.address.toString().isEmpty()
                ? Reason.BAD_ADDRESS
                : judgeOut(asked.userId, asked.assetId, asked.amount);
    }

    private void count(final Open open, final long amount) {
        if (open.createdUs / DAY_US == nowUs / DAY_US) {
            account(open.asked.userId).withdrawn.merge(nowUs / DAY_US + "/" + open.asked.assetId, amount, Long::sum);
        }
    }

    ApplyStatus close(final WithdrawalClose asked) {
        final ApplyStatus status = enter(asked);
        if (status == ApplyStatus.APPLIED && isOwn(asked.userId) && isNext(asked)) {
            final Open open = find(asked.withdrawalId, asked.userId);
            Reason reason = open == null ? Reason.WITHDRAWAL_NOT_FOUND : Reason.NONE;
            if (open != null && asked.paid && open.state == WithdrawalState.REVIEW) {
                reason = Reason.NO_PERMISSION;
            }
            if (reason == Reason.NONE) {
                end(open, asked.paid, asked.paid ? Reason.NONE : Reason.CHAIN_REFUSED);
            }
            answer(asked, reason);
        }
        return status;
    }

    ApplyStatus review(final WithdrawalReview asked) {
        final ApplyStatus status = enter(asked);
        if (status != ApplyStatus.APPLIED || !isOwn(asked.userId)) {
            return status;
        }
        final Open open = find(asked.withdrawalId, asked.userId);
        if (open == null) {
            final Open none = new Open();
            none.id = asked.withdrawalId;
            none.state = WithdrawalState.CLOSED;
            none.asked = new WithdrawalRequest();
            none.asked.userId = asked.userId;
            say(none, Reason.WITHDRAWAL_NOT_FOUND, false);
        } else if (asked.decision == null) {
            say(open, Reason.BAD_TYPE, false);
        } else if (open.state != WithdrawalState.REVIEW) {
            say(open, Reason.NO_PERMISSION, false);
        } else if (asked.decision == ReviewDecision.APPROVE) {
            open.state = WithdrawalState.HELD;
            say(open, Reason.NONE, false);
        } else {
            end(open, false, asked.decision == ReviewDecision.CANCEL ? Reason.USER : Reason.ADMIN);
        }
        return status;
    }

    private Open find(final long id, final long userId) {
        final Open open = withdrawals.get(id);
        return open == null || open.asked.userId != userId ? null : open;
    }

    private void end(final Open open, final boolean paid, final Reason reason) {
        final WithdrawalRequest asked = open.asked;
        final BigInteger amount = big(asked.amount);
        final Cause cause = paid ? Cause.WITHDRAWAL_SETTLED : Cause.WITHDRAWAL_RELEASED;
        move(asked.userId, cause, asked.assetId, paid ? ZERO : amount, amount.negate(), asked.requestId);
        if (paid) {
            move(0, cause, asked.assetId, amount, ZERO, asked.requestId);
        } else {
            count(open, -asked.amount);
        }
        withdrawals.remove(open.id);
        open.state = paid ? WithdrawalState.SETTLED : WithdrawalState.RELEASED;
        tell(open, Outcome.ACCEPTED, reason, false);
    }

    private void say(final Open open, final Reason reason, final boolean replayed) {
        tell(open, reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED, reason, replayed);
    }

    private void tell(final Open open, final Outcome outcome, final Reason reason, final boolean replayed) {
        final WithdrawalRequest asked = open.asked;
        final Account account = accounts.get(asked.userId);
        final Money money = account == null ? null : account.money.get(asked.assetId);
        final WithdrawalResult result = new WithdrawalResult();
        result.withdrawalId = open.id;
        result.userId = asked.userId;
        result.assetId = asked.assetId;
        result.scale = assets.containsKey(asked.assetId) ? assets.get(asked.assetId).scale : 0;
        result.state = open.state;
        result.outcome = outcome;
        result.reason = reason;
        result.replayed = replayed;
        result.amount = asked.amount;
        result.createdUs = open.createdUs;
        result.availableAfter = money == null ? 0 : money.available.longValueExact();
        result.heldAfter = money == null ? 0 : money.held.longValueExact();
        result.address.set(asked.address);
        result.requestId.set(asked.requestId);
        lines.onWithdrawalResult(partition(partitionOf(asked.userId)), result);
    }
}
