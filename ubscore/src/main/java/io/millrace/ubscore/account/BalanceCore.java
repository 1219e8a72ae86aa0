package io.millrace.ubscore.account;

import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;

/**
 * The exchange's balances as a pure state machine: ledger, holds, fees, idempotency, risk, reference data. One thread. Each command
 * is one call, with the time at which it entered the log; effects go to the listener during the call. Client commands are answered
 * by exactly one {@link CoreListener#onReply}. A {@link BreachException} means that the state must not be used again.
 */
public final class BalanceCore {
    final CoreState state;
    private final Records records;
    private final OrderEntry orderEntry;
    private final OrderChange orderChange;
    private final OperationPlaces places;
    private final TransferEntry transferEntry;
    private final DepositEntry depositEntry;
    private final WithdrawalEntry withdrawalEntry;
    private final OutputEntry outputEntry;
    private final TimeEntry timeEntry;
    private final AdminEntry adminEntry;
    private final Lookup lookup;
    private SnapshotLoader loader;

    /** An empty core, as at the start of a log. */
    public BalanceCore(final CoreConfig config, final OutboxGauge gauge, final CoreListener listener) {
        state = new CoreState(config);
        records = new Records(state, gauge, listener);
        final OrderRules rules = new OrderRules(state);
        orderEntry = new OrderEntry(state, records, rules);
        orderChange = new OrderChange(state, records, rules);
        places = new OperationPlaces(state, records);
        transferEntry = new TransferEntry(state, records, places);
        depositEntry = new DepositEntry(state, records, places);
        withdrawalEntry = new WithdrawalEntry(state, records, places);
        outputEntry = new OutputEntry(state, records);
        timeEntry = new TimeEntry(state, records, orderChange);
        adminEntry = new AdminEntry(state, records, orderChange);
        lookup = new Lookup(state);
    }

    // Client commands: one reply each.

    public void newOrder(final NewOrder command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        orderEntry.newOrder(command);
    }

    public void cancelOrder(final CancelOrder command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        orderChange.cancel(command);
    }

    public void amendOrder(final AmendOrder command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        orderChange.amend(command);
    }

    /** Cancels a user's orders in {@code instrumentId} (0: all) on {@code side} (null: both). */
    public void massCancel(
            final long userId,
            final long requestTimeUs,
            final int instrumentId,
            final Side side,
            final long timestampUs) {
        state.sequences.advance(timestampUs);
        orderChange.massCancel(userId, requestTimeUs, instrumentId, side);
    }

    /** Dead-man's switch: cancels all of a user's orders {@code timeoutUs} from now unless renewed; 0 disarms. */
    public void cancelAfter(final long userId, final long requestTimeUs, final long timeoutUs, final long timestampUs) {
        state.sequences.advance(timestampUs);
        timeEntry.cancelAfter(userId, requestTimeUs, timeoutUs);
    }

    // Commands from streams: no reply.

    public ApplyStatus applyTransfer(final Transfer command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return transferEntry.apply(command);
    }

    /** A record of balance.operations that can't be read was set aside: only its offset is taken. */
    public ApplyStatus skipOperation(final int partition, final long recordOffset, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return places.skip(partition, recordOffset);
    }

    /** Money came in on a chain. */
    public ApplyStatus applyDeposit(final Deposit command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return depositEntry.apply(command);
    }

    /** Holds what a user wants paid out on a chain. */
    public ApplyStatus applyWithdrawal(final WithdrawalRequest command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return withdrawalEntry.apply(command);
    }

    /** A chain has paid a withdrawal out, or will not. */
    public ApplyStatus closeWithdrawal(final WithdrawalClose command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return withdrawalEntry.close(command);
    }

    /** An operator, or the user, decides about a withdrawal that waits for it. */
    public ApplyStatus reviewWithdrawal(final WithdrawalReview command, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return withdrawalEntry.review(command);
    }

    /** Begins an output; only if APPLIED, its trades, its orders and {@link #endOutput()} follow. */
    public ApplyStatus beginOutput(final OutputHeader header, final long timestampUs) {
        state.sequences.advance(timestampUs);
        return outputEntry.begin(header);
    }

    public void applyTrade(final OutputTrade trade) {
        outputEntry.trade(trade);
    }

    public void applyOrder(final OutputOrder order) {
        outputEntry.order(order);
    }

    public void endOutput() {
        outputEntry.end();
    }

    /** The broker has a lane's records up to {@code orderSequence}; returns false if that was known. */
    public boolean acknowledgeOrders(final int lane, final long orderSequence) {
        return acknowledge(state.sequences.orders, state.sequences.ordersAcknowledged, lane, orderSequence);
    }

    /** The broker has a partition's events up to {@code eventSequence}; returns false if that was known. */
    public boolean acknowledgeEvents(final int partition, final long eventSequence) {
        return acknowledge(state.sequences.events, state.sequences.eventsAcknowledged, partition, eventSequence);
    }

    /** Time has come: expires what is due. To be called, through the log, at {@link #nextDeadlineUs()}; early is harmless. */
    public void onTime(final long timestampUs) {
        state.sequences.advance(timestampUs);
        timeEntry.onTime();
    }

    // Admin commands: one reply each.

    public void defineAsset(final Asset definition, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.defineAsset(definition);
    }

    public void defineInstrument(final Instrument definition, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.defineInstrument(definition);
    }

    /** {@code state} null: a code that is not known, which is refused. */
    public void setInstrumentState(final int instrumentId, final InstrumentState state, final long timestampUs) {
        this.state.sequences.advance(timestampUs);
        adminEntry.setInstrumentState(instrumentId, state);
    }

    /** Suspends a user or lifts it; {@code cancelOpen} takes the user's orders out of the books. */
    public void setUserState(
            final long userId, final boolean suspended, final boolean cancelOpen, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setUserState(userId, suspended, cancelOpen);
    }

    /** Bound of a user's open orders; 0: the default. */
    public void setUserLimits(final long userId, final int openOrdersMax, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setUserLimits(userId, openOrdersMax);
    }

    /** Largest order of a user in an instrument, in lots and minor units of quote; 0: none but the instrument's. */
    public void setOrderLimit(
            final long userId,
            final int instrumentId,
            final long quantityMax,
            final long notionalMax,
            final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setOrderLimit(userId, instrumentId, quantityMax, notionalMax);
    }

    /** What a user (0: everyone without an own limit) may take out per UTC day; -1: no limit of its own. */
    public void setWithdrawalLimit(
            final long userId, final int assetId, final long dailyAmountMax, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setWithdrawalLimit(userId, assetId, dailyAmountMax);
    }

    /** Rates of a tier from 1 for an instrument (0: all without an entry of their own). */
    public void setFeeTier(
            final int tier,
            final int instrumentId,
            final int makerFeePpm,
            final int takerFeePpm,
            final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setFeeTier(tier, instrumentId, makerFeePpm, takerFeePpm);
    }

    /** Tier of a user's later orders; 0: the instruments' own rates. */
    public void setUserTier(final long userId, final int tier, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setUserTier(userId, tier);
    }

    /** Refuses all new orders and amends while engaged; {@code cancelOpen} empties all books. */
    public void setKillSwitch(final boolean engaged, final boolean cancelOpen, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.setKillSwitch(engaged, cancelOpen);
    }

    /** Gives a user a key, changes it, or revokes it. */
    public void changeApiKey(final ApiKeyChange key, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.changeApiKey(key);
    }

    /** Puts a proof of liabilities on record: the hash over all balances as they were at {@code proofSequence}. */
    public void recordProof(final long proofSequence, final byte[] top, final long timestampUs) {
        state.sequences.advance(timestampUs);
        adminEntry.recordProof(proofSequence, top);
    }

    // Queries: no effect.

    /** The order with this id, if it is this user's and still known; by client id when {@code orderId} is 0. */
    public boolean findOrder(
            final long userId, final long orderId, final FixedText clientOrderId, final OrderView view) {
        return lookup.order(userId, orderId, clientOrderId, view);
    }

    /** A user's open orders by ascending id, above {@code afterOrderId}; returns whether there are more than {@code countMax}. */
    public boolean openOrders(
            final long userId,
            final int instrumentId,
            final long afterOrderId,
            final int countMax,
            final OrderVisitor visitor) {
        return lookup.openOrders(userId, instrumentId, afterOrderId, countMax, visitor);
    }

    /** All accounts, in the order in which they came. */
    public void accounts(final LongConsumer visitor) {
        for (int slot = 0; slot < state.ledger.accounts.count(); slot++) {
            visitor.accept(state.ledger.accounts.accountId(slot));
        }
    }

    /** An account's balances; returns its accountSequence, 0 if there is no such account. */
    public long balances(final long accountId, final BalanceVisitor visitor) {
        return lookup.balances(accountId, visitor);
    }

    /** The asset; null if there is none. Not to be changed by the caller. */
    public Asset asset(final int assetId) {
        return state.catalog.asset(assetId);
    }

    /** The instrument; null if there is none. Not to be changed by the caller. */
    public Instrument instrument(final int instrumentId) {
        return state.catalog.instrument(instrumentId);
    }

    /** Count of commands that changed the state, acknowledgements aside. */
    public long coreSequence() {
        return state.sequences.coreSequence;
    }

    public int accountCount() {
        return state.ledger.accounts.count();
    }

    /** What each open withdrawal holds, by ascending id. */
    public void openWithdrawals(final WithdrawalVisitor visitor) {
        state.withdrawals
                .all()
                .forEach(withdrawal -> visitor.onWithdrawal(
                        withdrawal.id,
                        state.ledger.accounts.accountId(state.ledger.balances.account(withdrawal.balance)),
                        state.ledger.balances.assetId(withdrawal.balance),
                        withdrawal.amount));
    }

    /** Withdrawals that hold money. */
    public int openWithdrawalCount() {
        return state.withdrawals.count();
    }

    /** Last operation of a source that was applied on a partition of balance.operations. */
    public long sourceSequence(final int sourceId, final int partition) {
        return state.sequences.sources[sourceId][partition];
    }

    public int openOrderCount() {
        return state.orders.count();
    }

    /** Last orderSequence written for a lane. */
    public long orderSequence(final int lane) {
        return state.sequences.orders[lane];
    }

    public long orderSequenceAcknowledged(final int lane) {
        return state.sequences.ordersAcknowledged[lane];
    }

    /** Last output applied of a lane. */
    public long outputSequence(final int lane) {
        return state.sequences.outputs[lane];
    }

    /** Hash of the last output applied of a lane; zeros: none yet. */
    public void outputHash(final int lane, final byte[] hash) {
        System.arraycopy(state.sequences.outputHashes[lane], 0, hash, 0, OutputHeader.HASH_LENGTH);
    }

    public long eventSequence(final int partition) {
        return state.sequences.events[partition];
    }

    public long eventSequenceAcknowledged(final int partition) {
        return state.sequences.eventsAcknowledged[partition];
    }

    /** Last offset of balance.operations applied; -1: none. */
    public long operationOffset(final int partition) {
        return state.sequences.operationOffsets[partition];
    }

    /** When {@link #onTime} is next wanted; Long.MAX_VALUE: never. Changes with any command; a timer is never needed earlier. */
    public long nextDeadlineUs() {
        return timeEntry.nextDeadlineUs();
    }

    // Snapshots.

    /** Writes the whole state as canonical bytes. */
    public void writeSnapshot(final SnapshotSink sink) {
        new SnapshotWriter(sink).write(state);
    }

    /** SHA-256 of the bytes that {@link #writeSnapshot} writes. */
    public void stateHash(final byte[] hash) {
        SnapshotWriter.hash(state, hash);
    }

    /**
     * Takes the next bytes of a snapshot into an empty core; chunks may be cut anywhere. {@link #endSnapshot()} must follow the
     * last one. Bytes that can't be a snapshot of this version and topology are a {@link BreachException}.
     */
    public void loadSnapshot(final DirectBuffer buffer, final int offset, final int length) {
        if (loader == null) {
            loader = new SnapshotLoader(state);
        }
        loader.load(buffer, offset, length);
    }

    /** Refuses, by a {@link BreachException}, what is not whole or does not add up. */
    public void endSnapshot() {
        if (loader == null) {
            throw new BreachException("snapshot is empty");
        }
        loader.end();
        loader = null;
    }

    /** Recounts every balance and hold; a {@link BreachException} names what does not add up. Slow. */
    public void verify() {
        state.ledger.verify();
    }

    /** Grows tables that fill up; called between commands, off the hot path. Changes nothing that is visible. */
    public void makeRoom() {
        state.makeRoom();
    }

    private static boolean acknowledge(
            final long[] written, final long[] acknowledged, final int part, final long sequence) {
        if (part < 0 || part >= written.length || sequence > written[part]) {
            throw new BreachException("acknowledged what was not written invariant=I5 part=" + part + " acknowledged="
                    + sequence + " written=" + (part < 0 || part >= written.length ? 0 : written[part]));
        }
        if (sequence <= acknowledged[part]) {
            return false;
        }
        acknowledged[part] = sequence;
        return true;
    }
}
