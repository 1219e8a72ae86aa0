package io.millrace.ubscore.account;

/** Money that came in on a chain, against the external account. */
final class DepositEntry {
    /** The user's event, the external account's and the result, were all of them on one partition. */
    private static final int EVENTS_PER_DEPOSIT = 3;

    private final CoreState state;
    private final Records records;
    private final OperationPlaces places;

    DepositEntry(final CoreState state, final Records records, final OperationPlaces places) {
        this.state = state;
        this.records = records;
        this.places = places;
    }

    ApplyStatus apply(final Deposit deposit) {
        final ApplyStatus status = places.enter(deposit, EVENTS_PER_DEPOSIT);
        if (status == ApplyStatus.APPLIED && state.isOwn(deposit.userId) && places.isNext(deposit)) {
            final Reason reason = judge(deposit);
            if (reason == Reason.NONE) {
                move(deposit);
            }
            places.answer(deposit, reason);
            state.ledger.check();
        }
        return status;
    }

    private Reason judge(final Deposit deposit) {
        if (deposit.userId <= 0) {
            return Reason.WRONG_SHARD;
        }
        if (state.catalog.asset(deposit.assetId) == null) {
            return Reason.BAD_ASSET;
        }
        final long supply = -state.ledger.balances.available(state.ledger.external(deposit.assetId));
        if (deposit.amount <= 0 || deposit.amount > Amounts.SUPPLY_MAX - supply) {
            return Reason.BAD_AMOUNT;
        }
        final boolean isNew = state.ledger.accounts.find(deposit.userId) == AccountTable.NONE;
        final boolean hasRoom = state.ledger.balances.hasRoom(1) && !(isNew && state.ledger.accounts.isFull());
        return hasRoom ? Reason.NONE : Reason.CAPACITY;
    }

    private void move(final Deposit deposit) {
        final Ledger ledger = state.ledger;
        final int account = ledger.openAccount(deposit.userId);
        emit(account, ledger.openBalance(account, deposit.assetId), deposit.amount, deposit);
        emit(ledger.accounts.find(AccountIds.EXTERNAL), ledger.external(deposit.assetId), -deposit.amount, deposit);
    }

    private void emit(final int account, final int balance, final long delta, final Deposit deposit) {
        records.begin(account, Cause.DEPOSIT).requestId.set(deposit.reference);
        records.post(balance, delta, 0);
        records.emit();
    }
}
