package io.millrace.ubscore.account;

/** Money that comes in or leaves, against the external account; each record of balance.operations once. */
final class TransferEntry {
    private static final long DAY_US = 86_400_000_000L;
    /** The user's event, the external account's, and the result, were all of them on one partition. */
    private static final int EVENTS_PER_TRANSFER = 3;

    private final CoreState state;
    private final Records records;
    private final TransferResult result = new TransferResult();

    TransferEntry(final CoreState state, final Records records) {
        this.state = state;
        this.records = records;
    }

    ApplyStatus apply(final Transfer transfer) {
        if (isApplied(transfer.partition, transfer.recordOffset)) {
            return ApplyStatus.DUPLICATE;
        }
        if (!records.hasReservedRoom(records.partition(transfer.userId), EVENTS_PER_TRANSFER)
                || !records.hasReservedRoom(records.partition(AccountIds.EXTERNAL), EVENTS_PER_TRANSFER)) {
            return ApplyStatus.NO_ROOM;
        }
        take(transfer.partition, transfer.recordOffset);
        if (state.isOwn(transfer.userId)) {
            decide(transfer);
            state.ledger.check();
        }
        return ApplyStatus.APPLIED;
    }

    ApplyStatus skip(final int partition, final long recordOffset) {
        if (isApplied(partition, recordOffset)) {
            return ApplyStatus.DUPLICATE;
        }
        take(partition, recordOffset);
        return ApplyStatus.APPLIED;
    }

    private boolean isApplied(final int partition, final long recordOffset) {
        final long[] offsets = state.sequences.operationOffsets;
        if (partition < 0 || partition >= offsets.length) {
            throw new BreachException("record of an unknown partition invariant=I5 partition=" + partition
                    + " partitions=" + offsets.length);
        }
        return recordOffset <= offsets[partition];
    }

    private void take(final int partition, final long recordOffset) {
        state.sequences.operationOffsets[partition] = recordOffset;
        state.sequences.coreSequence++;
    }

    private void decide(final Transfer transfer) {
        begin(transfer);
        final TransferIdWindow ids = state.transferIds;
        final long nowUs = state.sequences.nowUs;
        if (transfer.userId <= 0) {
            say(Reason.WRONG_SHARD);
            return;
        }
        if (transfer.requestTimeUs <= ids.staleUs(nowUs)
                || transfer.requestTimeUs > nowUs + CoreConfig.CLOCK_SKEW_MAX_US) {
            say(Reason.STALE_REQUEST);
            return;
        }
        final int place = ids.find(transfer.userId, transfer.requestId);
        if (place != TransferIdWindow.NONE) {
            repeat(place, transfer);
            return;
        }
        final int account = state.ledger.accounts.find(transfer.userId);
        if (!ids.reserve(nowUs)
                || !state.ledger.balances.hasRoom(1)
                || account == AccountTable.NONE && state.ledger.accounts.isFull()) {
            say(Reason.CAPACITY);
            return;
        }
        result.reason = judge(transfer, account);
        if (result.reason == Reason.NONE) {
            move(transfer);
        }
        ids.add(transfer, result);
        say(result.reason);
    }

    private void begin(final Transfer transfer) {
        result.kind = transfer.kind;
        result.replayed = false;
        result.userId = transfer.userId;
        result.assetId = transfer.assetId;
        result.amount = transfer.amount;
        result.requestId.set(transfer.requestId);
        final Asset asset = state.catalog.asset(transfer.assetId);
        result.scale = asset == null ? 0 : asset.scale;
        final int account = state.ledger.accounts.find(transfer.userId);
        final int balance = asset == null || account == AccountTable.NONE
                ? BalanceTable.NONE
                : state.ledger.balances.find(account, transfer.assetId);
        result.availableAfter = balance == BalanceTable.NONE ? 0 : state.ledger.balances.available(balance);
        result.heldAfter = balance == BalanceTable.NONE ? 0 : state.ledger.balances.held(balance);
    }

    private void repeat(final int place, final Transfer transfer) {
        final TransferIdWindow ids = state.transferIds;
        if (!ids.matches(place, transfer)) {
            say(Reason.REQUEST_ID_REUSED);
            return;
        }
        result.replayed = true;
        result.availableAfter = ids.availableAfter(place);
        result.heldAfter = ids.heldAfter(place);
        say(ids.reason(place));
    }

    private Reason judge(final Transfer transfer, final int account) {
        if (transfer.kind == null) {
            return Reason.BAD_TYPE;
        }
        if (state.catalog.asset(transfer.assetId) == null) {
            return Reason.BAD_ASSET;
        }
        if (transfer.amount <= 0) {
            return Reason.BAD_AMOUNT;
        }
        return transfer.kind == TransferKind.IN ? judgeIn(transfer) : judgeOut(transfer, account);
    }

    private Reason judgeIn(final Transfer transfer) {
        final long supply = -state.ledger.balances.available(state.ledger.external(transfer.assetId));
        return transfer.amount > Amounts.SUPPLY_MAX - supply ? Reason.BAD_AMOUNT : Reason.NONE;
    }

    private Reason judgeOut(final Transfer transfer, final int account) {
        final boolean known = account != AccountTable.NONE;
        if (known && state.ledger.accounts.isSuspended(account)) {
            return Reason.USER_SUSPENDED;
        }
        final BalanceTable balances = state.ledger.balances;
        final int balance = known ? balances.find(account, transfer.assetId) : BalanceTable.NONE;
        final boolean empty = balance == BalanceTable.NONE;
        final long own = empty ? BalanceTable.NONE : balances.dailyLimit(balance);
        final long limit = own == BalanceTable.NONE ? state.catalog.withdrawalLimit(transfer.assetId) : own;
        final long withdrawn = empty ? 0 : balances.withdrawn(balance, today());
        if (limit != BalanceTable.NONE && transfer.amount > limit - withdrawn) {
            return Reason.WITHDRAWAL_LIMIT;
        }
        return empty || balances.available(balance) < transfer.amount ? Reason.INSUFFICIENT_BALANCE : Reason.NONE;
    }

    private long today() {
        return state.sequences.nowUs / DAY_US;
    }

    private void move(final Transfer transfer) {
        final Ledger ledger = state.ledger;
        final boolean in = transfer.kind == TransferKind.IN;
        final int account = ledger.openAccount(transfer.userId);
        final int balance = ledger.openBalance(account, transfer.assetId);
        final long delta = in ? transfer.amount : -transfer.amount;
        if (!in) {
            final long withdrawn = ledger.balances.withdrawn(balance, today());
            ledger.balances.withdrawn(balance, today(), withdrawn + transfer.amount);
        }
        emit(account, balance, delta, transfer);
        emit(ledger.accounts.find(AccountIds.EXTERNAL), ledger.external(transfer.assetId), -delta, transfer);
        result.availableAfter = ledger.balances.available(balance);
        result.heldAfter = ledger.balances.held(balance);
    }

    private void emit(final int account, final int balance, final long delta, final Transfer transfer) {
        final Cause cause = transfer.kind == TransferKind.IN ? Cause.TRANSFER_IN : Cause.TRANSFER_OUT;
        records.begin(account, cause).requestId.set(transfer.requestId);
        records.post(balance, delta, 0);
        records.emit();
    }

    private void say(final Reason reason) {
        result.reason = reason;
        result.outcome = reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED;
        final Stamp stamp = records.nextOnPartition(records.partition(result.userId));
        records.listener.onTransferResult(stamp, result);
    }
}
