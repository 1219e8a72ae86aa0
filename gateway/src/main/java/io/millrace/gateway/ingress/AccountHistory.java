package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.AccountHistoryPort;
import io.millrace.gateway.trading.AccountPositionPort;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.millrace.schema.Accounts;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What happened to an account, from {@code balance.events}, which keeps it all: the store says where to begin, the topic is
 * read to its end. A few threads of its own; who comes when all are busy and some wait is told to come again.
 */
public final class AccountHistory implements AccountHistoryPort, AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING_MAX = 64;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(5);

    private final String bootstrap;
    private final int partitionCount;
    private final AccountPositionPort positions;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                final Thread thread = new Thread(task, "gateway-account-history");
                thread.setDaemon(true);
                return thread;
            });
    private volatile boolean closed;

    public AccountHistory(final String bootstrap, final int partitionCount, final AccountPositionPort positions) {
        this.bootstrap = bootstrap;
        this.partitionCount = partitionCount;
        this.positions = positions;
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<Void> replay(
            final long userId, final long accountSequence, final Consumer<AccountEvent> consumer) {
        return positions.eventSequenceBefore(userId, accountSequence).thenCompose(eventSequence -> {
            try {
                // Each event takes an offset at least, repeated ones more: the offset is never before this one.
                final long offset = Math.max(0, eventSequence - 1);
                return CompletableFuture.runAsync(() -> read(userId, accountSequence, offset, consumer), threads);
            } catch (final RejectedExecutionException busy) {
                return CompletableFuture.failedStage(
                        Refusal.of(ErrorCode.BACKPRESSURE, "too many accounts are replayed at once"));
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }

    private void read(
            final long userId, final long accountSequence, final long offset, final Consumer<AccountEvent> consumer) {
        final TopicPartition partition =
                new TopicPartition(Topics.BALANCE_EVENTS, Accounts.partition(userId, partitionCount));
        try (KafkaConsumer<byte[], byte[]> kafka = open()) {
            kafka.assign(List.of(partition));
            final long end =
                    kafka.endOffsets(List.of(partition), POSITION_TIMEOUT).get(partition);
            kafka.seek(partition, Math.min(offset, end));
            final Reader reader = new Reader(userId, accountSequence, consumer);
            while (!closed && kafka.position(partition, POSITION_TIMEOUT) < end) {
                for (final ConsumerRecord<byte[], byte[]> record : kafka.poll(POLL)) {
                    reader.onRecord(record.value());
                }
            }
        } catch (final KafkaException fault) {
            throw Refusal.of(ErrorCode.BROKER_UNAVAILABLE, "the broker does not answer");
        }
    }

    /** Picks one account's events out of its partition's. */
    private static final class Reader {
        private final long userId;
        private final Consumer<AccountEvent> consumer;
        private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final BalanceEventDecoder event = new BalanceEventDecoder();
        private long lastSequence;

        Reader(final long userId, final long accountSequence, final Consumer<AccountEvent> consumer) {
            this.userId = userId;
            this.consumer = consumer;
            lastSequence = accountSequence;
        }

        void onRecord(final byte[] value) {
            if (value == null || value.length < MessageHeaderDecoder.ENCODED_LENGTH) {
                return;
            }
            buffer.wrap(value);
            header.wrap(buffer, 0);
            if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                    || header.templateId() != BalanceEventDecoder.TEMPLATE_ID) {
                return;
            }
            event.wrapAndApplyHeader(buffer, 0, header);
            if (event.accountId() == userId && event.accountSequence() > lastSequence) {
                lastSequence = event.accountSequence();
                consumer.accept(AccountEventDecoding.decode(event));
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "gateway-account-history",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
