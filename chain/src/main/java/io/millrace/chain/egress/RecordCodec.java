package io.millrace.chain.egress;

import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainRecord.Attempt;
import io.millrace.chain.vault.ChainRecord.Batch;
import io.millrace.chain.vault.ChainRecord.BatchStatus;
import io.millrace.chain.vault.ChainRecord.BlockSeen;
import io.millrace.chain.vault.ChainRecord.Call;
import io.millrace.chain.vault.ChainRecord.Claim;
import io.millrace.chain.vault.ChainRecord.Credit;
import io.millrace.chain.vault.ChainRecord.Deposit;
import io.millrace.chain.vault.ChainRecord.DepositStatus;
import io.millrace.chain.vault.ChainRecord.Inclusion;
import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.Liability;
import io.millrace.chain.vault.ChainRecord.Netted;
import io.millrace.chain.vault.ChainRecord.Payment;
import io.millrace.chain.vault.ChainRecord.Place;
import io.millrace.chain.vault.ChainRecord.Purpose;
import io.millrace.chain.vault.ChainRecord.Sent;
import io.millrace.chain.vault.ChainRecord.Stream;
import io.millrace.chain.vault.ChainRecord.TradeId;
import io.millrace.chain.vault.ChainRecord.Transaction;
import io.millrace.chain.vault.ChainRecord.TransactionStatus;
import io.millrace.chain.vault.ChainRecord.Withdrawal;
import io.millrace.chain.vault.ChainRecord.WithdrawalStatus;
import io.millrace.chain.vault.DepositLog;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Head;
import io.millrace.schema.sbe.ChainEventKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as the numbers and texts of a ChainEvent, in the order of their components; new ones go to the end. States are texts, by
 * name. Amounts of the chain, which may have 256 bits, are texts of decimal digits.
 */
public final class RecordCodec {
    private RecordCodec() {}

    public static ChainFields encode(final ChainRecord record) {
        if (record instanceof BlockSeen block) {
            final Head head = block.head();
            return new ChainFields(ChainEventKind.BLOCK)
                    .number(head.height())
                    .text(head.hash())
                    .text(head.parentHash());
        } else if (record instanceof Deposit deposit) {
            return deposit(deposit);
        } else if (record instanceof Withdrawal withdrawal) {
            return withdrawal(withdrawal);
        } else if (record instanceof Transaction transaction) {
            return transaction(transaction);
        } else if (record instanceof Batch batch) {
            return batch(batch);
        } else if (record instanceof Place place) {
            return new ChainFields(ChainEventKind.PLACE)
                    .text(place.stream().name())
                    .number(place.part())
                    .number(place.sequence())
                    .text(place.hash());
        }
        final Liability liability = (Liability) record;
        return new ChainFields(ChainEventKind.LIABILITY)
                .number(liability.shard())
                .number(liability.assetId())
                .number(liability.amount());
    }

    private static ChainFields deposit(final Deposit deposit) {
        final DepositLog log = deposit.log();
        return new ChainFields(ChainEventKind.DEPOSIT)
                .text(log.blockHash())
                .text(log.txHash())
                .number(log.logIndex())
                .text(log.token())
                .text(log.user().toString())
                .text(log.from())
                .text(log.amount().toString())
                .number(deposit.height())
                .number(deposit.ordinal())
                .number(deposit.credit().assetId())
                .number(deposit.credit().amount())
                .text(deposit.credit().rest().toString())
                .text(deposit.status().name())
                .text(deposit.reason())
                .number(deposit.sent().part())
                .number(deposit.sent().sequence());
    }

    private static ChainFields withdrawal(final Withdrawal withdrawal) {
        final Claim claim = withdrawal.claim();
        final ChainFields fields = new ChainFields(ChainEventKind.WITHDRAWAL)
                .number(withdrawal.id())
                .number(claim.userId())
                .number(claim.assetId())
                .number(claim.amount())
                .text(claim.address())
                .text(withdrawal.status().name())
                .text(withdrawal.reason());
        return payment(withdrawal.payment(), fields)
                .number(withdrawal.sinceUs())
                .number(withdrawal.sent().part())
                .number(withdrawal.sent().sequence())
                .number(withdrawal.closed() ? 1 : 0);
    }

    private static ChainFields payment(final Payment payment, final ChainFields fields) {
        return fields.number(payment.nonce())
                .text(payment.txHash())
                .number(payment.height())
                .number(payment.gasUsed());
    }

    private static ChainFields transaction(final Transaction transaction) {
        final Call call = transaction.call();
        final Inclusion inclusion = transaction.inclusion();
        final ChainFields fields = new ChainFields(ChainEventKind.TRANSACTION)
                .number(transaction.nonce())
                .text(call.purpose().name())
                .number(call.purposeId())
                .text(call.data())
                .number(call.gasLimit())
                .number(transaction.attempts().size());
        for (final Attempt attempt : transaction.attempts()) {
            fields.text(attempt.raw())
                    .text(attempt.hash())
                    .text(attempt.fee().feeMax().toString())
                    .text(attempt.fee().tip().toString());
        }
        return fields.text(transaction.status().name())
                .number(transaction.sentUs())
                .number(transaction.attemptUs())
                .text(inclusion.hash())
                .number(inclusion.height())
                .text(inclusion.blockHash())
                .number(inclusion.gasUsed());
    }

    private static ChainFields batch(final Batch batch) {
        final Netted netted = batch.netted();
        final ChainFields fields = new ChainFields(ChainEventKind.BATCH)
                .number(batch.number())
                .text(batch.status().name())
                .text(batch.reason())
                .number(batch.batchId());
        payment(batch.payment(), fields)
                .number(batch.attempts())
                .number(batch.notBeforeUs())
                .number(netted.trades().size())
                .number(netted.legs().size());
        netted.trades().forEach(trade -> fields.number(trade.instrumentId()).number(trade.tradeId()));
        netted.legs()
                .forEach(leg -> fields.number(leg.assetId()).number(leg.user()).number(leg.amount()));
        return fields;
    }

    /** The record that {@link #encode} made these fields of. */
    public static ChainRecord decode(final ChainFields fields) {
        return switch (fields.kind()) {
            case BLOCK -> new BlockSeen(new Head(fields.number(), fields.text(), fields.text()));
            case DEPOSIT -> readDeposit(fields);
            case WITHDRAWAL -> readWithdrawal(fields);
            case TRANSACTION -> readTransaction(fields);
            case BATCH -> readBatch(fields);
            case PLACE ->
                new Place(Stream.valueOf(fields.text()), (int) fields.number(), fields.number(), fields.text());
            case LIABILITY -> new Liability((int) fields.number(), (int) fields.number(), fields.number());
            default -> throw new IllegalArgumentException("kind is not known kind=" + fields.kind());
        };
    }

    private static Deposit readDeposit(final ChainFields fields) {
        final DepositLog log = new DepositLog(
                fields.text(),
                fields.text(),
                (int) fields.number(),
                fields.text(),
                new BigInteger(fields.text()),
                fields.text(),
                new BigInteger(fields.text()));
        return new Deposit(
                log,
                fields.number(),
                (int) fields.number(),
                new Credit((int) fields.number(), fields.number(), new BigInteger(fields.text())),
                DepositStatus.valueOf(fields.text()),
                fields.text(),
                readSent(fields));
    }

    private static Withdrawal readWithdrawal(final ChainFields fields) {
        return new Withdrawal(
                fields.number(),
                new Claim(fields.number(), (int) fields.number(), fields.number(), fields.text()),
                WithdrawalStatus.valueOf(fields.text()),
                fields.text(),
                readPayment(fields),
                fields.number(),
                readSent(fields),
                fields.number() == 1);
    }

    private static Payment readPayment(final ChainFields fields) {
        return new Payment(fields.number(), fields.text(), fields.number(), fields.number());
    }

    private static Sent readSent(final ChainFields fields) {
        return new Sent((int) fields.number(), fields.number());
    }

    private static Transaction readTransaction(final ChainFields fields) {
        final long nonce = fields.number();
        final Call call = new Call(Purpose.valueOf(fields.text()), fields.number(), fields.text(), fields.number());
        final long count = fields.number();
        final List<Attempt> attempts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            attempts.add(new Attempt(
                    fields.text(),
                    fields.text(),
                    new FeeQuote(new BigInteger(fields.text()), new BigInteger(fields.text()))));
        }
        return new Transaction(
                nonce,
                call,
                List.copyOf(attempts),
                TransactionStatus.valueOf(fields.text()),
                fields.number(),
                fields.number(),
                new Inclusion(fields.text(), fields.number(), fields.text(), fields.number()));
    }

    private static Batch readBatch(final ChainFields fields) {
        final long number = fields.number();
        final BatchStatus status = BatchStatus.valueOf(fields.text());
        final String reason = fields.text();
        final long batchId = fields.number();
        final Payment payment = readPayment(fields);
        final int attempts = (int) fields.number();
        final long notBeforeUs = fields.number();
        final long tradeCount = fields.number();
        final long legCount = fields.number();
        final List<TradeId> trades = new ArrayList<>();
        for (long i = 0; i < tradeCount; i++) {
            trades.add(new TradeId((int) fields.number(), fields.number()));
        }
        final List<Leg> legs = new ArrayList<>();
        for (long i = 0; i < legCount; i++) {
            legs.add(new Leg((int) fields.number(), fields.number(), fields.number()));
        }
        return new Batch(
                number,
                status,
                reason,
                new Netted(List.copyOf(trades), List.copyOf(legs)),
                batchId,
                payment,
                attempts,
                notBeforeUs);
    }
}
