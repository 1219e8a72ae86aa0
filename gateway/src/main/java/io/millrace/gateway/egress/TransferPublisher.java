package io.millrace.gateway.egress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.ReviewDecision;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferPort;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.TransferWaiters;
import io.millrace.schema.Accounts;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.ReviewWithdrawalOperationEncoder;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferOperationEncoder;
import io.millrace.schema.sbe.WithdrawalOperationEncoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts transfers into {@code balance.operations}. The producer may block while the broker is away: it has a thread of its
 * own, behind a bounded queue. What the producer refuses at once was not sent; what fails later may have been.
 */
public final class TransferPublisher implements TransferPort, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TransferPublisher.class);
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TransferOperationEncoder.BLOCK_LENGTH;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final TransferSettings settings;
    private final TransferWaiters waiters;
    private final BooleanSupplier resultsAreRead;
    private final KafkaProducer<String, byte[]> producer;
    private final ThreadPoolExecutor sender;
    private volatile boolean brokerAnswers = true;

    /** {@code resultsAreRead} says whether balance.events is being read, without which no result would be seen. */
    public TransferPublisher(
            final TransferSettings settings, final TransferWaiters waiters, final BooleanSupplier resultsAreRead) {
        this.settings = settings;
        this.waiters = waiters;
        this.resultsAreRead = resultsAreRead;
        producer = new KafkaProducer<>(properties(settings), new StringSerializer(), new ByteArraySerializer());
        sender = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.inFlightMax()),
                task -> new Thread(task, "gateway-transfers"));
    }

    @Override
    public boolean isConnected() {
        return brokerAnswers && resultsAreRead.getAsBoolean();
    }

    @Override
    public CompletionStage<TransferResult> transfer(final Transfer transfer) {
        if (waiters.count() >= settings.inFlightMax()) {
            return CompletableFuture.failedStage(
                    Refusal.of(ErrorCode.BACKPRESSURE, "too many transfers wait for their results"));
        }
        if (!resultsAreRead.getAsBoolean()) {
            return CompletableFuture.failedStage(
                    Refusal.of(ErrorCode.BROKER_UNAVAILABLE, "results of transfers can't be read"));
        }
        final CompletableFuture<TransferResult> result = waiters.add(transfer);
        try {
            sender.execute(() -> send(transfer, result));
        } catch (final RejectedExecutionException full) {
            result.completeExceptionally(Refusal.of(ErrorCode.BACKPRESSURE, "too many transfers wait to be sent"));
        }
        return result;
    }

    @Override
    public CompletionStage<Void> review(final long userId, final long withdrawalId, final ReviewDecision decision) {
        final CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            sender.execute(() -> producer.send(reviewRecord(userId, withdrawalId, decision), (metadata, fault) -> {
                if (fault == null) {
                    result.complete(null);
                } else {
                    result.completeExceptionally(
                            Refusal.of(ErrorCode.OUTCOME_UNKNOWN, "the broker has not answered in time"));
                }
            }));
        } catch (final RejectedExecutionException full) {
            result.completeExceptionally(Refusal.of(ErrorCode.BACKPRESSURE, "too many transfers wait to be sent"));
        }
        return result;
    }

    private ProducerRecord<String, byte[]> reviewRecord(
            final long userId, final long withdrawalId, final ReviewDecision decision) {
        final byte[] value =
                new byte[MessageHeaderEncoder.ENCODED_LENGTH + ReviewWithdrawalOperationEncoder.BLOCK_LENGTH];
        new ReviewWithdrawalOperationEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(value), 0, new MessageHeaderEncoder())
                .userId(userId)
                .withdrawalId(withdrawalId)
                .decision(io.millrace.schema.sbe.ReviewDecision.valueOf(decision.name()));
        return new ProducerRecord<>(
                Topics.BALANCE_OPERATIONS,
                Accounts.partition(userId, settings.partitions()),
                Long.toString(userId),
                value);
    }

    @Override
    public void close() {
        sender.shutdownNow();
        producer.close(CLOSE_TIMEOUT);
    }

    private void send(final Transfer transfer, final CompletableFuture<TransferResult> result) {
        final Thread caller = Thread.currentThread();
        final boolean[] isReturned = {false};
        try {
            producer.send(record(transfer), (metadata, fault) -> {
                brokerAnswers = fault == null;
                if (fault == null) {
                    result.completeOnTimeout(
                            TransferResult.pending(transfer), settings.resultTimeoutMs(), TimeUnit.MILLISECONDS);
                } else {
                    final boolean isRefusedAtOnce = Thread.currentThread() == caller && !isReturned[0];
                    fail(result, fault, isRefusedAtOnce);
                }
            });
        } catch (final RuntimeException fault) {
            brokerAnswers = false;
            fail(result, fault, true);
        }
        isReturned[0] = true;
    }

    private static void fail(
            final CompletableFuture<TransferResult> result, final Exception fault, final boolean isNotSent) {
        LOGGER.warn("transfer was not taken by the broker notSent={} why={}", isNotSent, fault.toString());
        result.completeExceptionally(
                isNotSent
                        ? Refusal.of(ErrorCode.BROKER_UNAVAILABLE, "the broker is not reachable")
                        : Refusal.of(ErrorCode.OUTCOME_UNKNOWN, "the broker has not answered in time"));
    }

    private ProducerRecord<String, byte[]> record(final Transfer transfer) {
        final long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        final boolean onChain = transfer.kind() == io.millrace.gateway.trading.TransferKind.WITHDRAWAL;
        final byte[] value = onChain ? withdrawal(transfer, nowUs) : transfer(transfer, nowUs);
        final ProducerRecord<String, byte[]> operation = new ProducerRecord<>(
                Topics.BALANCE_OPERATIONS,
                Accounts.partition(transfer.userId(), settings.partitions()),
                Long.toString(transfer.userId()),
                value);
        operation.headers().add(Topics.HEADER_TYPE, ascii(onChain ? "WithdrawalOperation" : "TransferOperation"));
        operation.headers().add(Topics.HEADER_TIMESTAMP, ascii(Long.toString(nowUs)));
        operation.headers().add(Topics.HEADER_REQUEST_ID, ascii(transfer.requestId()));
        return operation;
    }

    private static byte[] transfer(final Transfer transfer, final long nowUs) {
        final byte[] value = new byte[LENGTH];
        new TransferOperationEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(value), 0, new MessageHeaderEncoder())
                .kind(TransferKind.valueOf(transfer.kind().name()))
                .userId(transfer.userId())
                .assetId(transfer.asset().assetId())
                .amount(transfer.amount())
                .requestTimeUs(nowUs)
                .requestId(transfer.requestId());
        return value;
    }

    private byte[] withdrawal(final Transfer transfer, final long nowUs) {
        final byte[] value = new byte[MessageHeaderEncoder.ENCODED_LENGTH + WithdrawalOperationEncoder.BLOCK_LENGTH];
        final BigDecimal reviewFrom = settings.reviewFrom().get(transfer.asset().symbol());
        final BigDecimal amount =
                BigDecimal.valueOf(transfer.amount(), transfer.asset().scale());
        new WithdrawalOperationEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(value), 0, new MessageHeaderEncoder())
                .userId(transfer.userId())
                .assetId(transfer.asset().assetId())
                .amount(transfer.amount())
                .requestTimeUs(nowUs)
                .review(reviewFrom != null && amount.compareTo(reviewFrom) >= 0 ? Flag.YES : Flag.NO)
                .address(transfer.address())
                .requestId(transfer.requestId());
        return value;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, Object> properties(final TransferSettings settings) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrap(),
                ProducerConfig.CLIENT_ID_CONFIG,
                "gateway-transfers",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (long) settings.brokerTimeoutMs(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                settings.brokerTimeoutMs(),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                2 * settings.brokerTimeoutMs());
    }
}
