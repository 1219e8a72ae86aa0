package io.millrace.settlement.ledger;

import io.millrace.settlement.ledger.BalanceRecord.AccountEvent;
import io.millrace.settlement.ledger.BalanceRecord.ApiKeyChanged;
import io.millrace.settlement.ledger.BalanceRecord.Change;
import io.millrace.settlement.ledger.BalanceRecord.EventStamp;
import io.millrace.settlement.ledger.BalanceRecord.Fill;
import io.millrace.settlement.ledger.BalanceRecord.Money;
import io.millrace.settlement.ledger.BalanceRecord.OrderReference;
import io.millrace.settlement.ledger.BalanceRecord.TransferResult;
import io.millrace.settlement.ledger.BalanceRecord.WithdrawalResult;

/** The rows that a record of balance.events makes by itself. */
final class BalanceRows {
    /** UBSCore's reason for refusing an asset that it does not know. */
    private static final String UNKNOWN_ASSET = "BAD_ASSET";

    /**
     * An applied transfer covers a refusal under the same id, never the other way round: a repetition that came too late,
     * or with other content, is refused and must not hide what was applied.
     */
    static final long APPLIED_TIMESTAMP_ORIGIN = 1_000_000_000_000_000L;

    private final Reference reference;

    BalanceRows(final Reference reference) {
        this.reference = reference;
    }

    void tell(final AccountEvent event, final LedgerListener listener) {
        for (final Change change : event.changes()) {
            final Asset asset = assetOf(change.assetId(), change.scale(), event.stamp());
            listener.onRow(ledgerRow(event, change, asset));
            listener.onRow(balanceRow(event, change, asset));
        }
        if (event.origin().cause() == Cause.FILL) {
            listener.onRow(fillRow(event));
        } else if (event.origin().cause() == Cause.ORDER_ACCEPTED) {
            listener.onRow(historyRow(event));
        }
    }

    private Asset assetOf(final int assetId, final int scale, final EventStamp stamp) {
        final Asset asset = reference.asset(assetId);
        if (asset.scale() != scale) {
            throw new Breach("asset has another scale: asset=" + asset + " event_scale=" + scale + " partition="
                    + stamp.partition() + " event_sequence=" + stamp.sequence());
        }
        return asset;
    }

    /** An asset that did not exist when it was asked for is told by its number, also if it is known by now. */
    private Asset assetMeant(final Money money, final String reason, final EventStamp stamp) {
        return reason.equals(UNKNOWN_ASSET)
                ? new Asset(money.assetId(), "#" + money.assetId(), money.scale())
                : assetOf(money.assetId(), money.scale(), stamp);
    }

    private Row ledgerRow(final AccountEvent event, final Change change, final Asset asset) {
        final EventStamp stamp = event.stamp();
        final OrderReference order = event.order();
        final boolean hasOrder = order.orderId() != 0 || order.tradeId() != 0;
        return Row.fact(
                Table.BALANCE_LEDGER,
                event.accountId(),
                asset.symbol(),
                Table.bucket(event.accountSequence()),
                event.accountSequence(),
                stamp.shard(),
                event.origin().cause().name(),
                event.origin().reason(),
                asset.amount(change.availableDelta()),
                asset.amount(change.heldDelta()),
                asset.amount(change.availableAfter()),
                asset.amount(change.heldAfter()),
                someOrNone(order.orderId()),
                someOrNone(order.tradeId()),
                order.instrumentId() == 0 ? null : symbol(order.instrumentId()),
                event.origin().requestId().isEmpty() ? null : event.origin().requestId(),
                stamp.partition(),
                stamp.sequence(),
                stamp.coreSequence(),
                hasOrder ? order.lane() : null,
                someOrNone(order.outputSequence()),
                OutputRows.time(stamp.timestampUs()));
    }

    private static Row balanceRow(final AccountEvent event, final Change change, final Asset asset) {
        return Row.current(
                Table.USER_BALANCES,
                event.stamp().sequence(),
                event.accountId(),
                asset.symbol(),
                event.stamp().shard(),
                asset.amount(change.availableAfter()),
                asset.amount(change.heldAfter()),
                event.accountSequence(),
                event.stamp().coreSequence(),
                OutputRows.time(event.stamp().timestampUs()));
    }

    private Row fillRow(final AccountEvent event) {
        final OrderReference order = event.order();
        final Instrument instrument = reference.instrument(order.instrumentId());
        final Fill fill = event.fill();
        final Asset feeAsset = fill.feeAssetId() == 0 ? null : reference.asset(fill.feeAssetId());
        return Row.fact(
                Table.TRADES_BY_USER,
                event.accountId(),
                Table.bucket(event.accountSequence()),
                event.accountSequence(),
                order.tradeId(),
                order.orderId(),
                instrument.symbol(),
                order.side(),
                order.liquidity(),
                instrument.price(fill.price()),
                instrument.quantity(fill.quantity()),
                feeAsset == null ? null : feeAsset.amount(fill.fee()),
                feeAsset == null ? null : feeAsset.symbol(),
                event.stamp().coreSequence(),
                OutputRows.time(event.stamp().timestampUs()));
    }

    private Row historyRow(final AccountEvent event) {
        return Row.fact(
                Table.ORDER_HISTORY,
                event.accountId(),
                Table.bucket(event.accountSequence()),
                event.accountSequence(),
                event.order().orderId(),
                symbol(event.order().instrumentId()),
                OutputRows.time(event.stamp().timestampUs()));
    }

    void tell(final TransferResult result, final LedgerListener listener) {
        final EventStamp stamp = result.stamp();
        final Money money = result.money();
        final Asset asset = assetMeant(money, result.reason(), stamp);
        listener.onRow(Row.current(
                Table.TRANSFERS,
                stamp.sequence() + (result.accepted() ? APPLIED_TIMESTAMP_ORIGIN : 0),
                result.userId(),
                result.requestId(),
                result.kind(),
                result.accepted() ? "APPLIED" : "REJECTED",
                result.reason(),
                asset.symbol(),
                asset.amount(money.amount()),
                asset.amount(money.availableAfter()),
                asset.amount(money.heldAfter()),
                stamp.coreSequence(),
                OutputRows.time(stamp.timestampUs())));
        listener.onRow(Row.fact(
                Table.TRANSFER_HISTORY,
                result.userId(),
                stamp.sequence(),
                result.requestId(),
                result.kind(),
                result.accepted() ? "APPLIED" : "REJECTED",
                result.reason(),
                asset.symbol(),
                asset.amount(money.amount()),
                asset.amount(money.availableAfter()),
                asset.amount(money.heldAfter()),
                stamp.coreSequence(),
                OutputRows.time(stamp.timestampUs())));
    }

    void tell(final WithdrawalResult result, final LedgerListener listener) {
        final EventStamp stamp = result.stamp();
        final Asset asset = assetMeant(result.money(), result.reason(), stamp);
        listener.onRow(Row.current(
                Table.WITHDRAWALS,
                stamp.sequence(),
                result.userId(),
                result.withdrawalId(),
                result.requestId(),
                asset.symbol(),
                asset.amount(result.money().amount()),
                result.address(),
                result.state(),
                result.reason(),
                stamp.coreSequence(),
                OutputRows.time(result.createdUs()),
                OutputRows.time(stamp.timestampUs())));
    }

    /** A change replaces the whole row: each column has a value. */
    void tell(final ApiKeyChanged key, final LedgerListener listener) {
        final EventStamp stamp = key.stamp();
        listener.onRow(Row.current(
                Table.API_KEYS,
                stamp.sequence(),
                key.keyId(),
                key.userId(),
                key.kind(),
                key.scopes(),
                key.revoked(),
                key.material(),
                key.addresses(),
                OutputRows.time(key.expiresUs()),
                stamp.sequence(),
                stamp.coreSequence(),
                OutputRows.time(stamp.timestampUs())));
    }

    private String symbol(final int instrumentId) {
        return reference.instrument(instrumentId).symbol();
    }

    private static Long someOrNone(final long value) {
        return value == 0 ? null : value;
    }
}
