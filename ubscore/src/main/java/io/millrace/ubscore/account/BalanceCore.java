package io.millrace.ubscore.account;

import org.agrona.DirectBuffer;

/**
 * The exchange's balances as a pure state machine: ledger, holds, fees, idempotency, risk, reference data. One thread. Each command
 * is one call, with the time at which it entered the log; effects go to the listener during the call. Client commands are answered
 * by exactly one {@link CoreListener#onReply}. A {@link BreachException} means that the state must not be used again.
 */
public final class BalanceCore {
    /** An empty core, as at the start of a log. */
    public BalanceCore(final CoreConfig config, final OutboxGauge gauge, final CoreListener listener) {}

    // Client commands: one reply each.

    public void newOrder(final NewOrder command, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    public void cancelOrder(final CancelOrder command, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    public void amendOrder(final AmendOrder command, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Cancels a user's orders in {@code instrumentId} (0: all) on {@code side} (null: both). */
    public void massCancel(
            final long userId,
            final long requestTimeUs,
            final int instrumentId,
            final Side side,
            final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Dead-man's switch: cancels all of a user's orders {@code timeoutUs} from now unless renewed; 0 disarms. */
    public void cancelAfter(final long userId, final long requestTimeUs, final long timeoutUs, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    // Commands from streams: no reply.

    public ApplyStatus applyTransfer(final Transfer command, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** A record of balance.operations that can't be read was set aside: only its offset is taken. */
    public ApplyStatus skipOperation(final int partition, final long recordOffset, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Begins an output; only if APPLIED, its trades, its orders and {@link #endOutput()} follow. */
    public ApplyStatus beginOutput(final OutputHeader header, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    public void applyTrade(final OutputTrade trade) {
        throw new UnsupportedOperationException();
    }

    public void applyOrder(final OutputOrder order) {
        throw new UnsupportedOperationException();
    }

    public void endOutput() {
        throw new UnsupportedOperationException();
    }

    /** The broker has a lane's records up to {@code orderSequence}; returns false if that was known. */
    public boolean acknowledgeOrders(final int lane, final long orderSequence) {
        throw new UnsupportedOperationException();
    }

    /** The broker has a partition's events up to {@code eventSequence}; returns false if that was known. */
    public boolean acknowledgeEvents(final int partition, final long eventSequence) {
        throw new UnsupportedOperationException();
    }

    /** Time has come: expires what is due. To be called, through the log, at {@link #nextDeadlineUs()}; early is harmless. */
    public void onTime(final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    // Admin commands: one reply each.

    public void defineAsset(final Asset definition, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    public void defineInstrument(final Instrument definition, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** {@code state} null: a code that is not known, which is refused. */
    public void setInstrumentState(final int instrumentId, final InstrumentState state, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Suspends a user or lifts it; {@code cancelOpen} takes the user's orders out of the books. */
    public void setUserState(
            final long userId, final boolean suspended, final boolean cancelOpen, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Bound of a user's open orders; 0: the default. */
    public void setUserLimits(final long userId, final int openOrdersMax, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Largest order of a user in an instrument, in lots and minor units of quote; 0: none but the instrument's. */
    public void setOrderLimit(
            final long userId,
            final int instrumentId,
            final long quantityMax,
            final long notionalMax,
            final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** What a user (0: everyone without an own limit) may take out per UTC day; -1: no limit of its own. */
    public void setWithdrawalLimit(
            final long userId, final int assetId, final long dailyAmountMax, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Rates of a tier from 1 for an instrument (0: all without an entry of their own). */
    public void setFeeTier(
            final int tier,
            final int instrumentId,
            final int makerFeePpm,
            final int takerFeePpm,
            final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Tier of a user's later orders; 0: the instruments' own rates. */
    public void setUserTier(final long userId, final int tier, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    /** Refuses all new orders and amends while engaged; {@code cancelOpen} empties all books. */
    public void setKillSwitch(final boolean engaged, final boolean cancelOpen, final long timestampUs) {
        throw new UnsupportedOperationException();
    }

    // Queries: no effect.

    /** The order with this id, if it is this user's and still known; by client id when {@code orderId} is 0. */
    public boolean findOrder(
            final long userId, final long orderId, final FixedText clientOrderId, final OrderView view) {
        throw new UnsupportedOperationException();
    }

    /** A user's open orders by ascending id, above {@code afterOrderId}; returns whether there are more than {@code countMax}. */
    public boolean openOrders(
            final long userId,
            final int instrumentId,
            final long afterOrderId,
            final int countMax,
            final OrderVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /** An account's balances; returns its accountSequence, 0 if there is no such account. */
    public long balances(final long accountId, final BalanceVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /** The asset; null if there is none. Not to be changed by the caller. */
    public Asset asset(final int assetId) {
        throw new UnsupportedOperationException();
    }

    /** The instrument; null if there is none. Not to be changed by the caller. */
    public Instrument instrument(final int instrumentId) {
        throw new UnsupportedOperationException();
    }

    /** Count of commands that changed the state, acknowledgements aside. */
    public long coreSequence() {
        throw new UnsupportedOperationException();
    }

    public int accountCount() {
        throw new UnsupportedOperationException();
    }

    public int openOrderCount() {
        throw new UnsupportedOperationException();
    }

    /** Last orderSequence written for a lane. */
    public long orderSequence(final int lane) {
        throw new UnsupportedOperationException();
    }

    public long orderSequenceAcknowledged(final int lane) {
        throw new UnsupportedOperationException();
    }

    /** Last output applied of a lane. */
    public long outputSequence(final int lane) {
        throw new UnsupportedOperationException();
    }

    /** Hash of the last output applied of a lane; zeros: none yet. */
    public void outputHash(final int lane, final byte[] hash) {
        throw new UnsupportedOperationException();
    }

    public long eventSequence(final int partition) {
        throw new UnsupportedOperationException();
    }

    public long eventSequenceAcknowledged(final int partition) {
        throw new UnsupportedOperationException();
    }

    /** Last offset of balance.operations applied; -1: none. */
    public long operationOffset(final int partition) {
        throw new UnsupportedOperationException();
    }

    /** When {@link #onTime} is next wanted; Long.MAX_VALUE: never. Changes with any command; a timer is never needed earlier. */
    public long nextDeadlineUs() {
        throw new UnsupportedOperationException();
    }

    // Snapshots.

    /** Writes the whole state as canonical bytes. */
    public void writeSnapshot(final SnapshotSink sink) {
        throw new UnsupportedOperationException();
    }

    /** SHA-256 of the bytes that {@link #writeSnapshot} writes. */
    public void stateHash(final byte[] hash) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the next bytes of a snapshot into an empty core; chunks may be cut anywhere. {@link #endSnapshot()} must follow the
     * last one. Bytes that can't be a snapshot of this version and topology are a {@link BreachException}.
     */
    public void loadSnapshot(final DirectBuffer buffer, final int offset, final int length) {
        throw new UnsupportedOperationException();
    }

    /** Refuses, by a {@link BreachException}, what is not whole or does not add up. */
    public void endSnapshot() {
        throw new UnsupportedOperationException();
    }

    /** Recounts every balance and hold; a {@link BreachException} names what does not add up. Slow. */
    public void verify() {
        throw new UnsupportedOperationException();
    }

    /** Grows tables that fill up; called between commands, off the hot path. Changes nothing that is visible. */
    public void makeRoom() {
        throw new UnsupportedOperationException();
    }
}
