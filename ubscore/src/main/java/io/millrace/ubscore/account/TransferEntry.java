package io.millrace.ubscore.account;

/** Money that comes in or leaves, against the external account; each record of balance.operations once. */
final class TransferEntry {
    /** The user's event, the external account's, and the result, were all of them on one partition. */
    private static final int EVENTS_PER_TRANSFER = 3;

    private final CoreState state;
    private final Records records;
    private final OperationPlaces places;
    private final WithdrawalLimits limits;
    private final TransferResult result = new TransferResult();

    TransferEntry(final CoreState state, final Records records, final OperationPlaces places) {
        this.state = state;
        this.records = records;
        this.places = places;
        limits = new WithdrawalLimits(state);
    }

    ApplyStatus apply(final Transfer transfer) {
        final ApplyStatus status = places.enter(transfer, EVENTS_PER_TRANSFER);
        if (status == ApplyStatus.APPLIED && state.isOwn(transfer.userId)) {
            decide(transfer);
            state.ledger.check();
        }
        return status;
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
        result.reason = judge(transfer);
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

    private Reason judge(final Transfer transfer) {
        if (transfer.kind == null) {
            return Reason.BAD_TYPE;
        }
        if (state.catalog.asset(transfer.assetId) == null) {
            return Reason.BAD_ASSET;
        }
        if (transfer.amount <= 0) {
            return Reason.BAD_AMOUNT;
        }
        return transfer.kind == TransferKind.IN
                ? judgeIn(transfer)
                : limits.judge(transfer.userId, transfer.assetId, transfer.amount);
    }

    private Reason judgeIn(final Transfer transfer) {
        final long supply = -state.ledger.balances.available(state.ledger.external(transfer.assetId));
        return transfer.amount > Amounts.SUPPLY_MAX - supply ? Reason.BAD_AMOUNT : Reason.NONE;
    }

    private void move(final Transfer transfer) {
        final Ledger ledger = state.ledger;
        final boolean in = transfer.kind == TransferKind.IN;
        final int account = ledger.openAccount(transfer.userId);
        final int balance = ledger.openBalance(account, transfer.assetId);
        final long delta = in ? transfer.amount : -transfer.amount;
        if (!in) {
            limits.count(balance, transfer.amount);
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
