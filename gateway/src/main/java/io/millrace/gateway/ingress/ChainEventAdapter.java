package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainListener;
import io.millrace.gateway.trading.ChainTransactionView;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.PaymentView;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.schema.sbe.ChainEventDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of {@code chain.events} to those who listen: numbers and texts in the order of docs/chain.md. One thread: the consumer's. */
final class ChainEventAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChainEventAdapter.class);
    private static final BigInteger USER_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Supplier<ReferenceTable> reference;
    private final ChainListener listener;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ChainEventDecoder event = new ChainEventDecoder();
    private final List<Long> numbers = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int nextNumber;
    private int nextText;

    ChainEventAdapter(final Supplier<ReferenceTable> reference, final ChainListener listener) {
        this.reference = reference;
        this.listener = listener;
    }

    /** One record; what is of no interest or can't be read is passed over: settlement is who halts on it. */
    void onRecord(final byte[] value) {
        if (value == null || value.length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return;
        }
        buffer.wrap(value);
        header.wrap(buffer, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != ChainEventDecoder.TEMPLATE_ID) {
            return;
        }
        try {
            read(value.length);
        } catch (final IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException bad) {
            LOGGER.warn("chain event can't be read length={} why={}", value.length, bad.toString());
        }
    }

    private void read(final int lengthMax) {
        event.wrapAndApplyHeader(buffer, 0, header);
        final long chainId = event.chainId();
        final long timestampUs = event.timestampUs();
        final var kind = event.kind();
        numbers.clear();
        texts.clear();
        nextNumber = 0;
        nextText = 0;
        event.numbers().forEach(each -> numbers.add(each.number()));
        event.texts().forEach(each -> texts.add(text(each, lengthMax)));
        switch (kind) {
            case DEPOSIT -> onDeposit(chainId, timestampUs);
            case WITHDRAWAL -> onPayment(chainId, timestampUs);
            case BATCH -> onBatch(chainId, timestampUs);
            default -> {
                // The chain service's own.
            }
        }
    }

    private static String text(final ChainEventDecoder.TextsDecoder each, final int lengthMax) {
        final int length = each.textLength();
        if (length < 0 || length > lengthMax) {
            throw new IllegalArgumentException("text is longer than its record, length=" + length);
        }
        final byte[] text = new byte[length];
        each.getText(text, 0, length);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private long number() {
        return numbers.get(nextNumber++);
    }

    private String text() {
        return texts.get(nextText++);
    }

    private ChainTransactionView transaction() {
        return new ChainTransactionView(text(), number(), number());
    }

    private void onDeposit(final long chainId, final long timestampUs) {
        final int logIndex = Math.toIntExact(number());
        final long height = number();
        number(); // place among the transaction's logs
        final Asset asset = reference.get().asset(Math.toIntExact(number()));
        final long amount = number();
        final DepositView.ChainPlace place = new DepositView.ChainPlace(chainId, height, text(), text(), logIndex);
        final String token = text();
        final BigInteger user = new BigInteger(text());
        final String sender = text();
        text(); // amount on the chain
        final BigDecimal rest = new BigDecimal(text());
        final DepositView deposit = new DepositView(
                place,
                token,
                asset == null ? "" : asset.symbol(),
                sender,
                asset == null ? BigDecimal.ZERO : BigDecimal.valueOf(amount, asset.scale()),
                rest,
                text(),
                text(),
                timestampUs);
        if (user.signum() > 0 && user.compareTo(USER_MAX) <= 0) {
            listener.onDeposit(user.longValueExact(), deposit);
        }
    }

    private void onPayment(final long chainId, final long timestampUs) {
        final long withdrawalId = number();
        final long userId = number();
        number(); // asset, amount and address stand with the withdrawal itself
        number();
        text();
        final String status = text();
        final String reason = text();
        number(); // nonce
        listener.onPayment(userId, new PaymentView(withdrawalId, chainId, status, reason, transaction(), timestampUs));
    }

    private void onBatch(final long chainId, final long timestampUs) {
        final long number = number();
        final long batchId = number();
        final String status = text();
        final String reason = text();
        number(); // nonce
        final ChainTransactionView transaction = transaction();
        final int attempts = Math.toIntExact(number());
        number(); // when it is tried next
        final BatchView.Size size = new BatchView.Size(Math.toIntExact(number()), Math.toIntExact(number()), attempts);
        listener.onBatch(new BatchView(chainId, number, batchId, status, reason, size, transaction, timestampUs));
    }
}
