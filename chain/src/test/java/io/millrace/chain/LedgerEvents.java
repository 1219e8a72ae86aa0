package io.millrace.chain;

import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.LedgerEvent;
import io.millrace.ubscore.account.ApiKeyChange;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceEvent;
import io.millrace.ubscore.account.CoreListener;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.Outcome;
import io.millrace.ubscore.account.Placement;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.Reply;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.SourceResult;
import io.millrace.ubscore.account.Stamp;
import io.millrace.ubscore.account.TransferResult;
import io.millrace.ubscore.account.WithdrawalResult;
import java.util.List;

/** What the core says, as the chain service hears it. */
final class LedgerEvents implements CoreListener {
    private final List<LedgerEvent> events;

    LedgerEvents(final List<LedgerEvent> events) {
        this.events = events;
    }

    @Override
    public void onWithdrawalResult(final Stamp stamp, final WithdrawalResult r) {
        if (r.outcome == Outcome.ACCEPTED && !r.replayed) {
            events.add(new LedgerEvent.WithdrawalChanged(
                    stamp.part(),
                    stamp.sequence(),
                    r.withdrawalId,
                    r.userId,
                    r.assetId,
                    r.amount,
                    r.address.toString(),
                    LedgerEvent.State.valueOf(r.state.name()),
                    r.reason.name()));
        }
    }

    @Override
    public void onSourceResult(final Stamp stamp, final SourceResult r) {
        events.add(new LedgerEvent.Answered(
                stamp.part(),
                stamp.sequence(),
                ChainState.part(stamp.shard(), r.partition),
                r.sourceSequence,
                r.sourceSequenceApplied,
                r.outcome == Outcome.ACCEPTED,
                r.reason.name()));
    }

    @Override
    public void onBalanceEvent(final Stamp stamp, final BalanceEvent e) {
        if (e.accountId == 0) {
            events.add(new LedgerEvent.Owed(
                    stamp.part(), stamp.sequence(), stamp.shard(), e.changes[0].assetId, -e.changes[0].availableAfter));
        }
    }

    @Override
    public void onAssetDefined(final Stamp stamp, final Asset asset) {
        events.add(new LedgerEvent.AssetKnown(stamp.part(), stamp.sequence(), asset.assetId, asset.scale));
    }

    @Override
    public void onReply(final Reply reply) {
        if (reply.outcome != Outcome.ACCEPTED) {
            throw new AssertionError("the script's command was refused reason=" + reply.reason);
        }
    }

    @Override
    public void onPlaceOrder(final Stamp stamp, final Placement placement) {}

    @Override
    public void onCancelOrder(
            final Stamp stamp, final long orderId, final long userId, final int instrumentId, final Reason reason) {}

    @Override
    public void onAmendOrder(
            final Stamp stamp,
            final long orderId,
            final long userId,
            final int instrumentId,
            final long price,
            final long quantity,
            final long triggerPrice) {}

    @Override
    public void onMassCancel(
            final Stamp stamp, final int instrumentId, final long userId, final Side side, final Reason reason) {}

    @Override
    public void onListInstrument(final Stamp stamp, final Instrument instrument, final Asset base, final Asset quote) {}

    @Override
    public void onSetInstrumentState(final Stamp stamp, final int instrumentId, final InstrumentState state) {}

    @Override
    public void onTick(final Stamp stamp) {}

    @Override
    public void onApiKeyChanged(final Stamp stamp, final ApiKeyChange change) {}

    @Override
    public void onTransferResult(final Stamp stamp, final TransferResult result) {}

    @Override
    public void onInstrumentDefined(final Stamp stamp, final Instrument instrument) {}
}
