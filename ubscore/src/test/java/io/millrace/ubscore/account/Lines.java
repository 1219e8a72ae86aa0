package io.millrace.ubscore.account;

import java.util.ArrayList;
import java.util.List;

/** A listener with a memory: one line for each thing that is said. */
class Lines implements CoreListener {
    final List<String> lines = new ArrayList<>();

    /** What was said since the last call. */
    List<String> take() {
        final List<String> taken = new ArrayList<>(lines);
        lines.clear();
        return taken;
    }

    String last() {
        return lines.get(lines.size() - 1);
    }

    @Override
    public void onReply(final Reply r) {
        lines.add("reply " + r.outcome + " " + r.reason + " replayed=" + r.replayed + " status=" + r.orderStatus
                + " lane=" + r.lane + " instrument=" + r.instrumentId + " order=" + r.orderId + " orderSequence="
                + r.orderSequence + " core=" + r.coreSequence + " ts=" + r.timestampUs + " count=" + r.count + " id="
                + r.clientOrderId);
    }

    @Override
    public void onPlaceOrder(final Stamp stamp, final Placement p) {
        final NewOrder o = p.order;
        lines.add(stamp(stamp) + " place order=" + p.orderId + " user=" + o.userId + " instrument=" + o.instrumentId
                + " " + o.side + " " + o.type + " " + o.timeInForce + " " + o.stpMode + " postOnly=" + o.postOnly
                + " fees=" + p.makerFeePpm + "/" + p.takerFeePpm + " price=" + p.price + " quantity=" + o.quantity
                + " display=" + o.displayQuantity + " budget=" + o.quoteBudget + " trigger=" + o.triggerPrice
                + " trailing=" + o.trailingOffset + " expire=" + p.expireTimeUs + " id=" + o.clientOrderId);
    }

    @Override
    public void onCancelOrder(
            final Stamp stamp, final long orderId, final long userId, final int instrumentId, final Reason reason) {
        lines.add(stamp(stamp) + " cancel order=" + orderId + " user=" + userId + " instrument=" + instrumentId + " "
                + reason);
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
        lines.add(stamp(stamp) + " amend order=" + orderId + " user=" + userId + " instrument=" + instrumentId
                + " price=" + price + " quantity=" + quantity + " trigger=" + triggerPrice);
    }

    @Override
    public void onMassCancel(
            final Stamp stamp, final int instrumentId, final long userId, final Side side, final Reason reason) {
        lines.add(stamp(stamp) + " mass-cancel instrument=" + instrumentId + " user=" + userId + " side=" + side + " "
                + reason);
    }

    @Override
    public void onListInstrument(final Stamp stamp, final Instrument instrument, final Asset base, final Asset quote) {
        lines.add(stamp(stamp) + " list " + terms(instrument) + " " + base.symbol + "/" + quote.symbol);
    }

    @Override
    public void onSetInstrumentState(final Stamp stamp, final int instrumentId, final InstrumentState state) {
        lines.add(stamp(stamp) + " state instrument=" + instrumentId + " " + state);
    }

    @Override
    public void onTick(final Stamp stamp) {
        lines.add(stamp(stamp) + " tick");
    }

    @Override
    public void onBalanceEvent(final Stamp stamp, final BalanceEvent e) {
        final StringBuilder line = new StringBuilder(stamp(stamp) + " event " + e.cause + " account=" + e.accountId
                + "#" + e.accountSequence + " " + e.reason + " status=" + e.orderStatus + " side=" + e.side + " "
                + e.liquidity + " lane=" + e.lane + " instrument=" + e.instrumentId + " order=" + e.orderId + " trade="
                + e.tradeId + " output=" + e.outputSequence + " price=" + e.price + " quantity=" + e.quantity
                + " remaining=" + e.remainingQuantity + " fee=" + e.fee + "/" + e.feeAssetId + " request="
                + e.requestId);
        for (int i = 0; i < e.changeCount; i++) {
            final BalanceEvent.Change c = e.changes[i];
            line.append(" [")
                    .append(c.assetId)
                    .append('.')
                    .append(c.scale)
                    .append(' ')
                    .append(c.availableDelta);
            line.append(' ')
                    .append(c.heldDelta)
                    .append(" -> ")
                    .append(c.availableAfter)
                    .append(' ');
            line.append(c.heldAfter).append(']');
        }
        lines.add(line.toString());
    }

    @Override
    public void onTransferResult(final Stamp stamp, final TransferResult r) {
        lines.add(stamp(stamp) + " transfer " + r.kind + " " + r.outcome + " " + r.reason + " replayed=" + r.replayed
                + " user=" + r.userId + " asset=" + r.assetId + "." + r.scale + " amount=" + r.amount + " -> "
                + r.availableAfter + " " + r.heldAfter + " request=" + r.requestId);
    }

    @Override
    public void onWithdrawalResult(final Stamp stamp, final WithdrawalResult r) {
        lines.add(stamp(stamp) + " withdrawal " + r.withdrawalId + " " + r.state + " " + r.outcome + " " + r.reason
                + " replayed=" + r.replayed + " user=" + r.userId + " asset=" + r.assetId + "." + r.scale + " amount="
                + r.amount + " created=" + r.createdUs + " -> " + r.availableAfter + " " + r.heldAfter + " address="
                + r.address + " request=" + r.requestId);
    }

    @Override
    public void onSourceResult(final Stamp stamp, final SourceResult r) {
        lines.add(stamp(stamp) + " source " + r.sourceId + "/" + r.partition + " sequence=" + r.sourceSequence
                + " applied=" + r.sourceSequenceApplied + " user=" + r.userId + " " + r.outcome + " " + r.reason);
    }

    @Override
    public void onAssetDefined(final Stamp stamp, final Asset asset) {
        lines.add(stamp(stamp) + " asset " + asset.assetId + "." + asset.scale + " " + asset.symbol);
    }

    @Override
    public void onInstrumentDefined(final Stamp stamp, final Instrument instrument) {
        lines.add(stamp(stamp) + " instrument " + terms(instrument));
    }

    @Override
    public void onApiKeyChanged(final Stamp stamp, final ApiKeyChange key) {
        lines.add(stamp(stamp) + " key " + (key.revoked ? "revoked " : "") + key.keyId + " user=" + key.userId
                + " kind=" + key.kind + " scopes=" + key.scopes + " expires=" + key.expiresUs + " addresses="
                + key.addresses);
    }

    private static String stamp(final Stamp s) {
        return s.part() + ":" + s.sequence() + " shard=" + s.shard() + " core=" + s.coreSequence() + " ts="
                + s.timestampUs();
    }

    static String terms(final Instrument i) {
        return i.instrumentId + " " + i.symbol + " " + i.baseAssetId + "/" + i.quoteAssetId + " lane=" + i.lane + " "
                + i.state + " scales=" + i.priceScale + "," + i.baseScale + "," + i.quoteScale + " tick=" + i.tickSize
                + " lot=" + i.lotSize + " notionalPerTickLot=" + i.notionalPerTickLot + " quantity=" + i.quantityMin
                + ".." + i.quantityMax + " notional=" + i.notionalMin + ".." + i.notionalMax + " priceMax="
                + i.priceMax + " fees=" + i.makerFeePpm + "/" + i.takerFeePpm + " band=" + i.priceBandPpm + " collar="
                + i.collarPpm;
    }
}
