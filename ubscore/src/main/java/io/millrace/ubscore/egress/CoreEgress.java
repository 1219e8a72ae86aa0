package io.millrace.ubscore.egress;

import io.millrace.ubscore.account.ApiKeyChange;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BalanceEvent;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.CoreListener;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.Placement;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.Reply;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.SourceResult;
import io.millrace.ubscore.account.Stamp;
import io.millrace.ubscore.account.TransferResult;
import io.millrace.ubscore.account.WithdrawalResult;

/** Hears the core: records go into the outbox, replies to whoever sent the command. The service's thread. */
public final class CoreEgress implements CoreListener {
    private final LaneRecordEncoder lanes;
    private final EventRecordEncoder events;
    private final ReplyPublisher replies;
    private boolean definitionsChanged;

    public CoreEgress(final Outbox outbox, final ReplyPublisher replies) {
        lanes = new LaneRecordEncoder(outbox);
        events = new EventRecordEncoder(outbox);
        this.replies = replies;
    }

    /** Learns from a core that was loaded from a snapshot what its commands would have told. */
    public void onSnapshotLoaded(final BalanceCore core) {
        for (int id = 1; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
            final Instrument instrument = core.instrument(id);
            if (instrument != null) {
                lanes.instrument(instrument);
            }
        }
    }

    /** Whether an asset or instrument was defined or changed since this was asked last. */
    public boolean takeDefinitionsChanged() {
        final boolean changed = definitionsChanged;
        definitionsChanged = false;
        return changed;
    }

    @Override
    public void onReply(final Reply reply) {
        replies.onReply(reply);
    }

    @Override
    public void onPlaceOrder(final Stamp stamp, final Placement placement) {
        lanes.placeOrder(stamp, placement);
    }

    @Override
    public void onCancelOrder(
            final Stamp stamp, final long orderId, final long userId, final int instrumentId, final Reason reason) {
        lanes.cancelOrder(stamp, orderId, userId, instrumentId, reason);
    }

    @Override
    public void onAmendOrder(
            final Stamp stamp,
            final long orderId,
            final long userId,
            final int instrumentId,
            final long price,
            final long quantity,
            final long triggerPrice) {
        lanes.amendOrder(stamp, orderId, userId, instrumentId, price, quantity, triggerPrice);
    }

    @Override
    public void onMassCancel(
            final Stamp stamp, final int instrumentId, final long userId, final Side side, final Reason reason) {
        lanes.massCancel(stamp, instrumentId, userId, side, reason);
    }

    @Override
    public void onListInstrument(final Stamp stamp, final Instrument instrument, final Asset base, final Asset quote) {
        lanes.listInstrument(stamp, instrument, base, quote);
    }

    @Override
    public void onSetInstrumentState(final Stamp stamp, final int instrumentId, final InstrumentState state) {
        lanes.setInstrumentState(stamp, instrumentId, state);
    }

    @Override
    public void onTick(final Stamp stamp) {
        lanes.tick(stamp);
    }

    @Override
    public void onBalanceEvent(final Stamp stamp, final BalanceEvent event) {
        events.balanceEvent(stamp, event);
    }

    @Override
    public void onTransferResult(final Stamp stamp, final TransferResult result) {
        events.transferResult(stamp, result);
    }

    @Override
    public void onWithdrawalResult(final Stamp stamp, final WithdrawalResult result) {
        events.withdrawalResult(stamp, result);
    }

    @Override
    public void onSourceResult(final Stamp stamp, final SourceResult result) {
        events.sourceResult(stamp, result);
    }

    @Override
    public void onAssetDefined(final Stamp stamp, final Asset asset) {
        definitionsChanged = true;
        events.assetDefined(stamp, asset);
    }

    @Override
    public void onProofRecorded(final Stamp stamp, final long proofSequence, final byte[] top) {
        events.proofRecorded(stamp, proofSequence, top);
    }

    @Override
    public void onInstrumentDefined(final Stamp stamp, final Instrument instrument) {
        definitionsChanged = true;
        events.instrumentDefined(stamp, instrument);
    }

    @Override
    public void onApiKeyChanged(final Stamp stamp, final ApiKeyChange key) {
        events.apiKeyChanged(stamp, key);
    }
}
