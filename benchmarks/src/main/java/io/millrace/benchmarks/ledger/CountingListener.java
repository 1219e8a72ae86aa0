package io.millrace.benchmarks.ledger;

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

/** Reads enough of what the ledger says to keep it honest; a refusal would make the figures mean something else, so it throws. */
final class CountingListener implements CoreListener {
    long sum;

    @Override
    public void onReply(final Reply reply) {
        if (reply.outcome != Outcome.ACCEPTED) {
            throw new IllegalStateException("refused reason=" + reply.reason);
        }
        sum += reply.orderId;
    }

    @Override
    public void onPlaceOrder(final Stamp stamp, final Placement placement) {
        sum += placement.orderId;
    }

    @Override
    public void onCancelOrder(
            final Stamp stamp, final long orderId, final long userId, final int instrumentId, final Reason reason) {
        sum += orderId;
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
        sum += orderId;
    }

    @Override
    public void onMassCancel(
            final Stamp stamp, final int instrumentId, final long userId, final Side side, final Reason reason) {
        sum += userId;
    }

    @Override
    public void onListInstrument(final Stamp stamp, final Instrument instrument, final Asset base, final Asset quote) {
        sum++;
    }

    @Override
    public void onSetInstrumentState(final Stamp stamp, final int instrumentId, final InstrumentState state) {
        sum++;
    }

    @Override
    public void onTick(final Stamp stamp) {
        sum++;
    }

    @Override
    public void onBalanceEvent(final Stamp stamp, final BalanceEvent event) {
        sum += event.accountSequence + event.changes[0].availableAfter;
    }

    @Override
    public void onTransferResult(final Stamp stamp, final TransferResult result) {
        sum += result.availableAfter;
    }

    @Override
    public void onWithdrawalResult(final Stamp stamp, final WithdrawalResult result) {
        sum += result.availableAfter;
    }

    @Override
    public void onSourceResult(final Stamp stamp, final SourceResult result) {
        sum += result.sourceSequence;
    }

    @Override
    public void onAssetDefined(final Stamp stamp, final Asset asset) {
        sum++;
    }

    @Override
    public void onInstrumentDefined(final Stamp stamp, final Instrument instrument) {
        sum++;
    }

    @Override
    public void onApiKeyChanged(final Stamp stamp, final ApiKeyChange key) {
        sum++;
    }
}
