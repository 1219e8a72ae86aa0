package io.millrace.ubscore.account;

/** Money that leaves on a chain: held when asked for, settled when it was paid out, released when it will not be. */
final class WithdrawalEntry {
    /** The user's event, the external account's, the withdrawal's and the source's result, all of them on one partition. */
    private static final int EVENTS_PER_OPERATION = 4;

    private final CoreState state;
    private final Records records;
    private final OperationPlaces places;
    private final WithdrawalLimits limits;
    private final WithdrawalResult result = new WithdrawalResult();

    WithdrawalEntry(final CoreState state, final Records records, final OperationPlaces places) {
        this.state = state;
        this.records = records;
        this.places = places;
        limits = new WithdrawalLimits(state);
    }

    ApplyStatus apply(final WithdrawalRequest request) {
        final ApplyStatus status = places.enter(request, EVENTS_PER_OPERATION);
        if (status == ApplyStatus.APPLIED && state.isOwn(request.userId)) {
            begin(request);
            decide(request);
            state.ledger.check();
        }
        return status;
    }

    private void begin(final WithdrawalRequest request) {
        result.withdrawalId = 0;
        result.userId = request.userId;
        result.assetId = request.assetId;
        final Asset asset = state.catalog.asset(request.assetId);
        result.scale = asset == null ? 0 : asset.scale;
        result.state = WithdrawalState.REFUSED;
        result.replayed = false;
        result.amount = request.amount;
        result.createdUs = state.sequences.nowUs;
        result.address.set(request.address);
        result.requestId.set(request.requestId);
        final int account = state.ledger.accounts.find(request.userId);
        final boolean empty = asset == null || account == AccountTable.NONE;
        balancesAfter(empty ? BalanceTable.NONE : state.ledger.balances.find(account, request.assetId));
    }

    private void balancesAfter(final int balance) {
        final boolean empty = balance == BalanceTable.NONE;
        result.availableAfter = empty ? 0 : state.ledger.balances.available(balance);
        result.heldAfter = empty ? 0 : state.ledger.balances.held(balance);
    }

    private void decide(final WithdrawalRequest request) {
        final TransferIdWindow ids = state.transferIds;
        final long nowUs = state.sequences.nowUs;
        if (request.userId <= 0) {
            say(Reason.WRONG_SHARD);
            return;
        }
        if (request.requestTimeUs <= ids.staleUs(nowUs)
                || request.requestTimeUs > nowUs + CoreConfig.CLOCK_SKEW_MAX_US) {
            say(Reason.STALE_REQUEST);
            return;
        }
        final int place = ids.find(request.userId, request.requestId);
        if (place != TransferIdWindow.NONE) {
            repeat(place, request);
            return;
        }
        if (state.withdrawals.isFull() || !ids.reserve(nowUs)) {
            say(Reason.CAPACITY);
            return;
        }
        final Reason reason = judge(request);
        if (reason == Reason.NONE) {
            hold(request);
        }
        ids.add(request, reason, result.withdrawalId);
        say(reason);
    }

    private void repeat(final int place, final WithdrawalRequest request) {
        final TransferIdWindow ids = state.transferIds;
        if (!ids.matches(place, request)) {
            say(Reason.REQUEST_ID_REUSED);
            return;
        }
        result.replayed = true;
        result.withdrawalId = ids.withdrawalId(place);
        final Withdrawal open = state.withdrawals.find(result.withdrawalId);
        if (result.withdrawalId != 0) {
            result.state = open == null ? WithdrawalState.CLOSED : open.state;
        }
        say(ids.reason(place));
    }

    private Reason judge(final WithdrawalRequest request) {
        if (state.catalog.asset(request.assetId) == null) {
            return Reason.BAD_ASSET;
        }
        if (request.amount <= 0) {
            return Reason.BAD_AMOUNT;
        }
        return request.address.isEmpty()
                ? Reason.BAD_ADDRESS
                : limits.judge(request.userId, request.assetId, request.amount);
    }

    private void hold(final WithdrawalRequest request) {
        final Ledger ledger = state.ledger;
        final int account = ledger.accounts.find(request.userId);
        final Withdrawal withdrawal = new Withdrawal();
        withdrawal.id = AccountIds.orderId(state.config.shard, ++state.withdrawals.number);
        withdrawal.balance = ledger.balances.find(account, request.assetId);
        withdrawal.amount = request.amount;
        withdrawal.state = request.review ? WithdrawalState.REVIEW : WithdrawalState.HELD;
        withdrawal.createdUs = state.sequences.nowUs;
        withdrawal.address.set(request.address);
        withdrawal.requestId.set(request.requestId);
        state.withdrawals.add(withdrawal);
        limits.count(withdrawal.balance, request.amount);
        result.withdrawalId = withdrawal.id;
        result.state = withdrawal.state;
        emit(withdrawal, Cause.WITHDRAWAL_HELD, -withdrawal.amount, withdrawal.amount);
    }

    ApplyStatus close(final WithdrawalClose operation) {
        final ApplyStatus status = places.enter(operation, EVENTS_PER_OPERATION);
        if (status == ApplyStatus.APPLIED && state.isOwn(operation.userId) && places.isNext(operation)) {
            final Withdrawal withdrawal = find(operation.withdrawalId, operation.userId);
            Reason reason = withdrawal == null ? Reason.WITHDRAWAL_NOT_FOUND : Reason.NONE;
            if (withdrawal != null && operation.paid && withdrawal.state != WithdrawalState.HELD) {
                reason = Reason.NO_PERMISSION;
            }
            if (reason == Reason.NONE && operation.paid) {
                settle(withdrawal);
            } else if (reason == Reason.NONE) {
                release(withdrawal, Reason.CHAIN_REFUSED);
            }
            places.answer(operation, reason);
            state.ledger.check();
        }
        return status;
    }

    ApplyStatus review(final WithdrawalReview operation) {
        final ApplyStatus status = places.enter(operation, EVENTS_PER_OPERATION);
        if (status == ApplyStatus.APPLIED && state.isOwn(operation.userId)) {
            final Withdrawal withdrawal = find(operation.withdrawalId, operation.userId);
            if (withdrawal == null) {
                refuseReview(operation);
            } else if (withdrawal.state != WithdrawalState.REVIEW || operation.decision == null) {
                describe(withdrawal);
                say(operation.decision == null ? Reason.BAD_TYPE : Reason.NO_PERMISSION);
            } else if (operation.decision == ReviewDecision.APPROVE) {
                withdrawal.state = WithdrawalState.HELD;
                describe(withdrawal);
                say(Reason.NONE);
            } else {
                release(withdrawal, operation.decision == ReviewDecision.CANCEL ? Reason.USER : Reason.ADMIN);
            }
            state.ledger.check();
        }
        return status;
    }

    private void refuseReview(final WithdrawalReview operation) {
        result.withdrawalId = operation.withdrawalId;
        result.userId = operation.userId;
        result.assetId = 0;
        result.scale = 0;
        result.state = WithdrawalState.CLOSED;
        result.replayed = false;
        result.amount = 0;
        result.createdUs = 0;
        result.address.clear();
        result.requestId.clear();
        balancesAfter(BalanceTable.NONE);
        say(Reason.WITHDRAWAL_NOT_FOUND);
    }

    private Withdrawal find(final long withdrawalId, final long userId) {
        final Withdrawal withdrawal = state.withdrawals.find(withdrawalId);
        return withdrawal == null || userId(withdrawal) != userId ? null : withdrawal;
    }

    private long userId(final Withdrawal withdrawal) {
        return state.ledger.accounts.accountId(state.ledger.balances.account(withdrawal.balance));
    }

    private void settle(final Withdrawal withdrawal) {
        final Ledger ledger = state.ledger;
        emit(withdrawal, Cause.WITHDRAWAL_SETTLED, 0, -withdrawal.amount);
        final int assetId = ledger.balances.assetId(withdrawal.balance);
        records.begin(ledger.accounts.find(AccountIds.EXTERNAL), Cause.WITHDRAWAL_SETTLED)
                .requestId
                .set(withdrawal.requestId);
        records.post(ledger.external(assetId), withdrawal.amount, 0);
        records.emit();
        state.withdrawals.remove(withdrawal);
        describe(withdrawal);
        result.state = WithdrawalState.SETTLED;
        tell(Outcome.ACCEPTED, Reason.NONE);
    }

    private void release(final Withdrawal withdrawal, final Reason reason) {
        emit(withdrawal, Cause.WITHDRAWAL_RELEASED, withdrawal.amount, -withdrawal.amount);
        limits.uncount(withdrawal);
        state.withdrawals.remove(withdrawal);
        describe(withdrawal);
        result.state = WithdrawalState.RELEASED;
        tell(Outcome.ACCEPTED, reason);
    }

    private void emit(final Withdrawal withdrawal, final Cause cause, final long availableDelta, final long heldDelta) {
        state.ledger.changeWithdrawalHold(withdrawal.balance, heldDelta);
        records.begin(state.ledger.balances.account(withdrawal.balance), cause)
                .requestId
                .set(withdrawal.requestId);
        records.post(withdrawal.balance, availableDelta, heldDelta);
        records.emit();
        balancesAfter(withdrawal.balance);
    }

    private void describe(final Withdrawal withdrawal) {
        result.withdrawalId = withdrawal.id;
        result.userId = userId(withdrawal);
        result.assetId = state.ledger.balances.assetId(withdrawal.balance);
        result.scale = state.catalog.asset(result.assetId).scale;
        result.state = withdrawal.state;
        result.replayed = false;
        result.amount = withdrawal.amount;
        result.createdUs = withdrawal.createdUs;
        result.address.set(withdrawal.address);
        result.requestId.set(withdrawal.requestId);
        balancesAfter(withdrawal.balance);
    }

    private void say(final Reason reason) {
        tell(reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED, reason);
    }

    private void tell(final Outcome outcome, final Reason reason) {
        result.outcome = outcome;
        result.reason = reason;
        records.listener.onWithdrawalResult(records.nextOnPartition(records.partition(result.userId)), result);
    }
}
