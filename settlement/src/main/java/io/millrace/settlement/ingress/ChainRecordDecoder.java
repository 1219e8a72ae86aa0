package io.millrace.settlement.ingress;

import io.millrace.schema.sbe.ChainEventDecoder;
import io.millrace.schema.sbe.ChainEventKind;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.ChainRecord.Batch;
import io.millrace.settlement.ledger.ChainRecord.ChainStamp;
import io.millrace.settlement.ledger.ChainRecord.ChainTransaction;
import io.millrace.settlement.ledger.ChainRecord.Deposit;
import io.millrace.settlement.ledger.ChainRecord.DepositLog;
import io.millrace.settlement.ledger.ChainRecord.Internal;
import io.millrace.settlement.ledger.ChainRecord.Payment;
import io.millrace.settlement.ledger.ChainRecord.TradeKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Reads the records of chain.events: numbers and texts in the order that docs/chain.md gives for each kind; what stands behind them
 * is of a newer chain service and is passed over. One thread; keeps nothing of the buffer.
 */
public final class ChainRecordDecoder {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ChainEventDecoder event = new ChainEventDecoder();

    /** A record's numbers and texts, each taken in its order. */
    private static final class Fields {
        private final List<Long> numbers = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private int nextNumber;
        private int nextText;

        long number() {
            return numbers.get(nextNumber++);
        }

        int count() {
            return Math.toIntExact(number());
        }

        String text() {
            return texts.get(nextText++);
        }

        BigInteger integer() {
            return new BigInteger(text());
        }
    }

    /** @throws Breach if it is no record of chain.events that is known here. */
    public ChainRecord decode(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != ChainEventDecoder.TEMPLATE_ID) {
            throw new Breach("not a record of chain.events: schema_id=" + header.schemaId() + " template_id="
                    + header.templateId());
        }
        event.wrapAndApplyHeader(buffer, offset, header);
        final ChainStamp stamp = new ChainStamp(event.chainId(), event.chainSequence(), event.timestampUs());
        final ChainEventKind kind = event.kind();
        final Fields fields = fields(buffer.capacity());
        return switch (kind) {
            case DEPOSIT -> deposit(stamp, fields);
            case WITHDRAWAL -> payment(stamp, fields);
            case BATCH -> batch(stamp, fields);
            case BLOCK, TRANSACTION, PLACE, LIABILITY -> new Internal(stamp);
            default ->
                throw new Breach("record of chain.events is not known, a newer settlement is needed: kind=" + kind);
        };
    }

    private Fields fields(final int lengthMax) {
        final Fields fields = new Fields();
        event.numbers().forEach(each -> fields.numbers.add(each.number()));
        event.texts().forEach(each -> {
            final int length = each.textLength();
            if (length < 0 || length > lengthMax) {
                throw new IllegalArgumentException("text is longer than its record: length=" + length);
            }
            final byte[] text = new byte[length];
            each.getText(text, 0, text.length);
            fields.texts.add(new String(text, StandardCharsets.US_ASCII));
        });
        return fields;
    }

    private static ChainRecord deposit(final ChainStamp stamp, final Fields fields) {
        final DepositLog log = new DepositLog(
                fields.text(),
                fields.text(),
                fields.count(),
                fields.text(),
                fields.integer(),
                fields.text(),
                fields.integer());
        final long height = fields.number();
        fields.number(); // place among the transaction's logs
        return new Deposit(
                stamp, log, height, fields.count(), fields.number(), fields.integer(), fields.text(), fields.text());
    }

    private static ChainRecord payment(final ChainStamp stamp, final Fields fields) {
        final long withdrawalId = fields.number();
        final long userId = fields.number();
        fields.number(); // asset, amount and address stand with the withdrawal itself
        fields.number();
        fields.text();
        return new Payment(stamp, userId, withdrawalId, fields.text(), fields.text(), transaction(fields));
    }

    private static ChainTransaction transaction(final Fields fields) {
        return new ChainTransaction(fields.number(), fields.text(), fields.number(), fields.number());
    }

    private static ChainRecord batch(final ChainStamp stamp, final Fields fields) {
        final long number = fields.number();
        final String status = fields.text();
        final String reason = fields.text();
        final long batchId = fields.number();
        final ChainTransaction transaction = transaction(fields);
        final int attempts = fields.count();
        fields.number(); // when it is tried next
        final int tradeCount = fields.count();
        final int legCount = fields.count();
        final List<TradeKey> trades = new ArrayList<>();
        for (int i = 0; i < tradeCount; i++) {
            trades.add(new TradeKey(fields.count(), fields.number()));
        }
        return new Batch(stamp, number, batchId, status, reason, attempts, transaction, trades, legCount);
    }
}
