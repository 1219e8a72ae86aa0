package io.millrace.settlement.ledger;

import io.millrace.settlement.ledger.ChainRecord.Batch;
import io.millrace.settlement.ledger.ChainRecord.ChainStamp;
import io.millrace.settlement.ledger.ChainRecord.ChainTransaction;
import io.millrace.settlement.ledger.ChainRecord.Deposit;
import io.millrace.settlement.ledger.ChainRecord.DepositLog;
import io.millrace.settlement.ledger.ChainRecord.Payment;
import io.millrace.settlement.ledger.ChainRecord.TradeKey;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The rows that a record of chain.events makes. All are of current states: their timestamp is the chain's sequence, and every column
 * has a value, so that what a reorganisation takes back does not stay. A withdrawal is paid, and a trade settled, on one chain.
 */
final class ChainRows {
    /** User of a deposit that names none who could have an account. */
    private static final long NOBODY = 0;

    private static final BigInteger USER_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Reference reference;

    ChainRows(final Reference reference) {
        this.reference = reference;
    }

    /** Whether all that the record names was defined: definitions come on other streams. */
    boolean isDefined(final ChainRecord record) {
        if (record instanceof Deposit deposit) {
            return deposit.assetId() == 0 || reference.hasAsset(deposit.assetId());
        }
        return !(record instanceof Batch batch)
                || batch.trades().stream().allMatch(trade -> reference.hasInstrument(trade.instrumentId()));
    }

    void tell(final ChainRecord record, final LedgerListener listener) {
        if (record instanceof Deposit deposit) {
            tell(deposit, listener);
        } else if (record instanceof Payment payment) {
            listener.onRow(paymentRow(payment));
        } else if (record instanceof Batch batch) {
            listener.onRow(batchRow(batch));
            for (final TradeKey trade : batch.trades()) {
                listener.onRow(tradeRow(batch, trade));
            }
        }
    }

    private void tell(final Deposit deposit, final LedgerListener listener) {
        final ChainStamp stamp = deposit.stamp();
        final DepositLog log = deposit.log();
        final boolean isUsers = log.user().signum() > 0 && log.user().compareTo(USER_MAX) <= 0;
        final long userId = isUsers ? log.user().longValueExact() : NOBODY;
        if (isUsers) {
            listener.onRow(depositRow(deposit, userId));
        }
        listener.onRow(Row.current(
                Table.DEPOSITS_BY_TX,
                stamp.sequence(),
                stamp.chainId(),
                log.txHash(),
                log.logIndex(),
                log.blockHash(),
                userId,
                deposit.height(),
                deposit.status()));
    }

    private Row depositRow(final Deposit deposit, final long userId) {
        final ChainStamp stamp = deposit.stamp();
        final DepositLog log = deposit.log();
        final Asset asset = deposit.assetId() == 0 ? null : reference.asset(deposit.assetId());
        return Row.current(
                Table.DEPOSITS,
                stamp.sequence(),
                userId,
                deposit.height(),
                log.blockHash(),
                log.logIndex(),
                stamp.chainId(),
                log.txHash(),
                log.token(),
                asset == null ? "" : asset.symbol(),
                log.sender(),
                asset == null ? BigDecimal.ZERO : asset.amount(deposit.amount()),
                new BigDecimal(log.amount()),
                new BigDecimal(deposit.rest()),
                deposit.status(),
                deposit.reason(),
                stamp.sequence(),
                OutputRows.time(stamp.timestampUs()));
    }

    private static Row paymentRow(final Payment payment) {
        final ChainStamp stamp = payment.stamp();
        final ChainTransaction transaction = payment.transaction();
        return Row.current(
                Table.WITHDRAWAL_PAYMENTS,
                stamp.sequence(),
                payment.userId(),
                payment.withdrawalId(),
                stamp.chainId(),
                payment.status(),
                payment.reason(),
                transaction.nonce(),
                transaction.hash(),
                transaction.height(),
                transaction.gasUsed(),
                stamp.sequence(),
                OutputRows.time(stamp.timestampUs()));
    }

    private static Row batchRow(final Batch batch) {
        final ChainStamp stamp = batch.stamp();
        final ChainTransaction transaction = batch.transaction();
        return Row.current(
                Table.SETTLEMENT_BATCHES,
                stamp.sequence(),
                stamp.chainId(),
                Table.bucket(batch.number()),
                batch.number(),
                batch.batchId(),
                batch.status(),
                batch.reason(),
                batch.trades().size(),
                batch.legCount(),
                transaction.nonce(),
                transaction.hash(),
                transaction.height(),
                transaction.gasUsed(),
                batch.attempts(),
                stamp.sequence(),
                OutputRows.time(stamp.timestampUs()));
    }

    private Row tradeRow(final Batch batch, final TradeKey trade) {
        return Row.current(
                Table.TRADE_BATCHES,
                batch.stamp().sequence(),
                reference.instrument(trade.instrumentId()).symbol(),
                Table.bucket(trade.tradeId()),
                trade.tradeId(),
                batch.stamp().chainId(),
                batch.number());
    }
}
