package io.millrace.ubscore.account;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The judge's transfers, reference data, limits and time. */
class NaiveRest extends NaiveOutputs {
    private static final long SUPPLY_MAX = 1L << 61;

    private final Map<Integer, Long> offsets = new HashMap<>();
    final Map<String, Told> transferIds = new LinkedHashMap<>();
    private final Set<Integer> owed = new TreeSet<>();
    private long lastTimeUs;

    static class Told {
        String content;
        long expiresUs;
        Reason reason;
        long available;
        long held;
    }

    NaiveRest(final CoreConfig config, final Room room) {
        super(config, room);
    }

    ApplyStatus transfer(final Transfer asked) {
        final ApplyStatus status = enter(asked);
        if (status == ApplyStatus.APPLIED && isOwn(asked.userId)) {
            decide(asked);
        }
        return status;
    }

    final ApplyStatus enter(final Operation asked) {
        if (asked.recordOffset <= offsets.getOrDefault(asked.partition, -1L)) {
            return ApplyStatus.DUPLICATE;
        }
        if (!room.reserved) {
            return ApplyStatus.NO_ROOM;
        }
        offsets.put(asked.partition, asked.recordOffset);
        coreSequence++;
        return ApplyStatus.APPLIED;
    }

    ApplyStatus skip(final int partition, final long offset) {
        if (offset <= offsets.getOrDefault(partition, -1L)) {
            return ApplyStatus.DUPLICATE;
        }
        offsets.put(partition, offset);
        coreSequence++;
        return ApplyStatus.APPLIED;
    }

    private void decide(final Transfer asked) {
        final Account before = accounts.get(asked.userId);
        final Money money = before == null ? null : before.money.get(asked.assetId);
        final Told told = new Told();
        told.available = money == null ? 0 : money.available.longValueExact();
        told.held = money == null ? 0 : money.held.longValueExact();
        told.content = asked.kind + " " + asked.assetId + " " + asked.amount;
        told.expiresUs = asked.requestTimeUs + config.windowUs;
        final Reason refusal = refusal(asked.userId, asked.requestTimeUs);
        if (refusal != null) {
            told.reason = refusal;
            say(asked, told, false);
            return;
        }
        final String key = asked.userId + " " + asked.requestId;
        final Told earlier = transferIds.get(key);
        if (earlier != null) {
            if (earlier.content.equals(told.content)) {
                say(asked, earlier, true);
            } else {
                told.reason = Reason.REQUEST_ID_REUSED;
                say(asked, told, false);
            }
            return;
        }
        forget();
        told.reason = judge(asked, before);
        if (told.reason == Reason.NONE) {
            move(asked, told);
        }
        transferIds.put(key, told);
        say(asked, told, false);
    }

    /** Forgets the oldest ids whose time is over, four at a time. */
    final void forget() {
        for (int i = 0; i < 4 && !transferIds.isEmpty(); i++) {
            final var oldest = transferIds.values().iterator();
            if (oldest.next().expiresUs >= nowUs) {
                break;
            }
            oldest.remove();
        }
    }

    private Reason judge(final Transfer asked, final Account known) {
        if (asked.kind == null) {
            return Reason.BAD_TYPE;
        }
        if (!assets.containsKey(asked.assetId)) {
            return Reason.BAD_ASSET;
        }
        if (asked.amount <= 0) {
            return Reason.BAD_AMOUNT;
        }
        if (asked.kind == TransferKind.IN) {
            final BigInteger supply = available(0, asked.assetId).negate().add(big(asked.amount));
            return supply.compareTo(big(SUPPLY_MAX)) > 0 ? Reason.BAD_AMOUNT : Reason.NONE;
        }
        return judgeOut(asked.userId, asked.assetId, asked.amount);
    }

    final Reason judgeOut(final long userId, final int assetId, final long amount) {
        final Account known = accounts.get(userId);
        final Account account = known == null ? new Account() : known;
        if (account.suspended) {
            return Reason.USER_SUSPENDED;
        }
        final long own = account.withdrawalLimit.getOrDefault(assetId, -1L);
        final long limit = own != -1 ? own : withdrawalLimits.getOrDefault(assetId, -1L);
        final long today = account.withdrawn.getOrDefault(nowUs / DAY_US + "/" + assetId, 0L);
        if (limit != -1 && big(today).add(big(amount)).compareTo(big(limit)) > 0) {
            return Reason.WITHDRAWAL_LIMIT;
        }
        return available(userId, assetId).compareTo(big(amount)) < 0 ? Reason.INSUFFICIENT_BALANCE : Reason.NONE;
    }

    private void move(final Transfer asked, final Told told) {
        final Account account = account(asked.userId);
        final boolean in = asked.kind == TransferKind.IN;
        if (!in) {
            account.withdrawn.merge(nowUs / DAY_US + "/" + asked.assetId, asked.amount, Long::sum);
        }
        final BigInteger delta = big(in ? asked.amount : -asked.amount);
        for (final Account side : List.of(account, accounts.get(0L))) {
            final BalanceEvent event = event(side, in ? Cause.TRANSFER_IN : Cause.TRANSFER_OUT);
            event.requestId.set(asked.requestId);
            post(event, asked.assetId, side == account ? delta : delta.negate(), ZERO);
            say(event);
        }
        told.available = money(account, asked.assetId).available.longValueExact();
        told.held = money(account, asked.assetId).held.longValueExact();
    }

    private void say(final Transfer asked, final Told told, final boolean replayed) {
        final TransferResult result = new TransferResult();
        result.kind = asked.kind;
        result.outcome = told.reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED;
        result.reason = told.reason;
        result.replayed = replayed;
        result.userId = asked.userId;
        result.assetId = asked.assetId;
        result.scale = assets.containsKey(asked.assetId) ? assets.get(asked.assetId).scale : 0;
        result.amount = asked.amount;
        result.availableAfter = told.available;
        result.heldAfter = told.held;
        result.requestId.set(asked.requestId);
        lines.onTransferResult(partition(partitionOf(asked.userId)), result);
    }

    void defineAsset(final Asset definition) {
        coreSequence++;
        assets.put(definition.assetId, definition);
        for (int partition = 0; partition < config.partitionCount; partition++) {
            lines.onAssetDefined(partition(partition), definition);
        }
        answer(reply(), Reason.NONE);
    }

    /** The definition is sound; a known one differs at most in its terms. */
    void defineInstrument(final Instrument definition) {
        final Reply reply = reply();
        reply.instrumentId = definition.instrumentId;
        reply.lane = definition.lane;
        final Instrument known = instruments.get(definition.instrumentId);
        if (known != null) {
            definition.state = known.state;
        }
        if (known == null || !Lines.terms(known).equals(Lines.terms(definition))) {
            if (!room.lanes || !room.events) {
                reply.lane = definition.lane;
                answer(reply, Reason.BROKER_UNAVAILABLE);
                return;
            }
            coreSequence++;
            final Instrument kept = known == null ? new Instrument() : known;
            kept.set(definition);
            instruments.put(kept.instrumentId, kept);
            final Stamp stamp = lane(kept.lane);
            reply.orderSequence = stamp.sequence;
            lines.onListInstrument(stamp, kept, assets.get(kept.baseAssetId), assets.get(kept.quoteAssetId));
            defined(kept);
        }
        answer(reply, Reason.NONE);
    }

    private void defined(final Instrument instrument) {
        for (int partition = 0; partition < config.partitionCount; partition++) {
            lines.onInstrumentDefined(partition(partition), instrument);
        }
    }

    void setInstrumentState(final int instrumentId, final InstrumentState state) {
        final Reply reply = reply();
        reply.instrumentId = instrumentId;
        final Instrument instrument = instruments.get(instrumentId);
        if (instrument == null) {
            answer(reply, Reason.BAD_SYMBOL);
            return;
        }
        reply.lane = instrument.lane;
        if (instrument.state != state) {
            if (!room.lanes || !room.events) {
                answer(reply, Reason.BROKER_UNAVAILABLE);
                return;
            }
            coreSequence++;
            instrument.state = state;
            final Stamp stamp = lane(instrument.lane);
            reply.orderSequence = stamp.sequence;
            lines.onSetInstrumentState(stamp, instrumentId, state);
            defined(instrument);
        }
        answer(reply, Reason.NONE);
    }

    void setUserState(final long userId, final boolean suspended, final boolean cancelOpen) {
        final Reply reply = reply();
        if (!isOwn(userId)) {
            answer(reply, Reason.WRONG_SHARD);
            return;
        }
        final Account account = account(userId);
        final List<Order> orders = openOf(account);
        if (cancelOpen && !orders.isEmpty() && !room.lanes) {
            answer(reply, Reason.BROKER_UNAVAILABLE);
            return;
        }
        coreSequence++;
        account.suspended = suspended;
        if (cancelOpen) {
            cancelAll(account, Reason.ADMIN);
            reply.count = orders.size();
        }
        answer(reply, Reason.NONE);
    }

    private void cancelAll(final Account account, final Reason reason) {
        final Set<Integer> met = new TreeSet<>();
        openOf(account).forEach(order -> met.add(order.instrument.instrumentId));
        massCancel(met, account.id, null, reason);
    }

    void setUserLimits(final long userId, final int openOrdersMax) {
        if (isUser(userId)) {
            account(userId).openMax = openOrdersMax;
        }
    }

    private boolean isUser(final long userId) {
        if (!isOwn(userId)) {
            answer(reply(), Reason.WRONG_SHARD);
            return false;
        }
        coreSequence++;
        answer(reply(), Reason.NONE);
        return true;
    }

    void setOrderLimit(final long userId, final int instrumentId, final long quantityMax, final long notionalMax) {
        final Reply reply = reply();
        if (!isOwn(userId)) {
            answer(reply, Reason.WRONG_SHARD);
            return;
        }
        final Account account = account(userId);
        reply.instrumentId = instrumentId;
        coreSequence++;
        account.orderLimit.put(instrumentId, new long[] {quantityMax, notionalMax});
        answer(reply, Reason.NONE);
    }

    void setWithdrawalLimit(final long userId, final int assetId, final long limit) {
        if (userId == 0) {
            coreSequence++;
            withdrawalLimits.put(assetId, limit);
            answer(reply(), Reason.NONE);
        } else if (isUser(userId)) {
            money(account(userId), assetId);
            account(userId).withdrawalLimit.put(assetId, limit);
        }
    }

    void setFeeTier(final int tier, final int instrumentId, final int maker, final int taker) {
        final Reply reply = reply();
        reply.instrumentId = instrumentId;
        coreSequence++;
        tiers.put(tier + "/" + instrumentId, new int[] {maker, taker});
        answer(reply, Reason.NONE);
    }

    void setUserTier(final long userId, final int tier) {
        if (isUser(userId)) {
            account(userId).tier = tier;
        }
    }

    void setKillSwitch(final boolean engaged, final boolean cancelOpen) {
        final Reply reply = reply();
        if (cancelOpen && !room.lanes) {
            answer(reply, Reason.BROKER_UNAVAILABLE);
            return;
        }
        coreSequence++;
        killSwitch = engaged;
        if (cancelOpen) {
            massCancel(instruments.keySet(), 0, null, Reason.ADMIN);
            reply.count = open.size();
        }
        answer(reply, Reason.NONE);
    }

    void cancelAfter(final long userId, final long requestTimeUs, final long timeoutUs) {
        final Reply reply = reply();
        final Reason refusal = refusal(userId, requestTimeUs);
        if (refusal != null) {
            answer(reply, refusal);
            return;
        }
        final Account account = accounts.get(userId);
        if (account != null) {
            coreSequence++;
            account.deadlineUs = timeoutUs == 0 ? 0 : nowUs + timeoutUs;
        }
        answer(reply, Reason.NONE);
    }

    void onTime() {
        final boolean retry = !owed.isEmpty() && lastTimeUs + 100_000 <= nowUs;
        final List<Account> due = new ArrayList<>();
        accounts.values().forEach(account -> {
            if (account.deadlineUs != 0 && account.deadlineUs <= nowUs) {
                due.add(account);
            }
        });
        final List<Order> expired = new ArrayList<>();
        open.values().forEach(order -> {
            if (order.expireUs != 0 && order.expireUs <= nowUs && !order.ticked) {
                expired.add(order);
            }
        });
        if (!retry && due.isEmpty() && expired.isEmpty()) {
            return;
        }
        coreSequence++;
        lastTimeUs = nowUs;
        for (final Order order : expired) {
            order.ticked = true;
            owed.add(order.instrument.lane);
        }
        if (room.lanes) {
            owed.forEach(lane -> lines.onTick(lane(lane)));
            owed.clear();
        }
        due.sort(Comparator.<Account>comparingLong(a -> a.deadlineUs).thenComparingInt(a -> a.index));
        for (final Account account : due) {
            final boolean fires = room.lanes || openOf(account).isEmpty();
            account.deadlineUs = fires ? 0 : nowUs + 100_000;
            if (fires) {
                cancelAll(account, Reason.DEAD_MAN);
            }
        }
    }
}
