package io.millrace.ubscore.account;

/** What happens because time passes: orders expire on their lanes, dead-man's switches fire. */
final class TimeEntry {
    /** How long what found no room in the outbox waits. */
    private static final long RETRY_US = 100_000;
    /** Switches that one call fires, so that it stays short; the rest is due at once. */
    private static final int FIRED_MAX = 64;
    /** A switch further away than this is no switch. */
    private static final long TIMEOUT_MAX_US = 86_400_000_000L;

    private final CoreState state;
    private final Records records;
    private final OrderChange change;

    TimeEntry(final CoreState state, final Records records, final OrderChange change) {
        this.state = state;
        this.records = records;
        this.change = change;
    }

    void cancelAfter(final long userId, final long requestTimeUs, final long timeoutUs) {
        records.begin();
        final Reason refusal = OrderEntry.refusal(state, userId, requestTimeUs);
        if (refusal != Reason.NONE) {
            records.reject(refusal);
            return;
        }
        if (timeoutUs < 0 || timeoutUs > TIMEOUT_MAX_US) {
            records.reject(Reason.BAD_EXPIRY);
            return;
        }
        final int account = state.ledger.accounts.find(userId);
        if (account != AccountTable.NONE) {
            state.sequences.coreSequence++;
            arm(account, timeoutUs == 0 ? 0 : state.sequences.nowUs + timeoutUs);
        }
        records.accept();
    }

    private void arm(final int account, final long deadlineUs) {
        state.ledger.accounts.deadlineUs(account, deadlineUs);
        if (deadlineUs == 0) {
            state.deadMen.remove(account);
        } else {
            state.deadMen.put(account, deadlineUs);
        }
    }

    long nextDeadlineUs() {
        final long due = Math.min(state.expiries.firstDeadlineUs(), state.deadMen.firstDeadlineUs());
        for (final boolean owed : state.sequences.tickOwed) {
            if (owed) {
                return Math.min(due, state.sequences.expiredUs + RETRY_US);
            }
        }
        return due;
    }

    void onTime() {
        final long nowUs = state.sequences.nowUs;
        if (nextDeadlineUs() > nowUs) {
            return;
        }
        state.sequences.coreSequence++;
        state.sequences.expiredUs = nowUs;
        while (state.expiries.firstDeadlineUs() <= nowUs) {
            final int order = state.expiries.firstSlot();
            state.expiries.remove(order);
            final int instrumentId = state.orders.instrumentId(order);
            state.sequences.tickOwed[state.catalog.instrument(instrumentId).lane] = true;
        }
        for (int lane = 0; lane < state.config.laneCount; lane++) {
            if (state.sequences.tickOwed[lane] && records.hasLaneRoom(lane, 1)) {
                state.sequences.tickOwed[lane] = false;
                records.listener.onTick(records.nextOnLane(lane));
            }
        }
        for (int i = 0; i < FIRED_MAX && state.deadMen.firstDeadlineUs() <= nowUs; i++) {
            final int account = state.deadMen.firstSlot();
            arm(account, change.cancelAll(account, Reason.DEAD_MAN) ? 0 : nowUs + RETRY_US);
        }
    }
}
