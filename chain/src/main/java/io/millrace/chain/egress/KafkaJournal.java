package io.millrace.chain.egress;

import io.millrace.chain.vault.Breach;
import io.millrace.chain.vault.ChainJournal;
import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.Operation;
import io.millrace.schema.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The journal on the Kafka API: records and operations go out in one transaction, all or none. Opening it ends every other journal
 * of the same exchange, whatever its chain, so that a second service can't write beside this one. One thread.
 */
public final class KafkaJournal implements ChainJournal, AutoCloseable {
    /** One for all chains: an exchange has one service that pays. */
    private static final String WRITER = "millrace-chain";
    /** The broker takes back what is open for longer, and ends the writer's turn with it. */
    private static final int TRANSACTION_TIMEOUT_MS = 60_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Place place;
    private final OperationEncoder operationEncoder;
    private final LongSupplier clockUs;
    private long sequence;

    /** Which chain's records, and the partition of chain.events that they are on. */
    public record Place(long chainId, int sourceId, int partition) {}

    /** Connects and fences; blocks up to {@code timeoutMs}. */
    public KafkaJournal(final String bootstrap, final Place place, final int timeoutMs, final LongSupplier clockUs) {
        this.place = place;
        this.clockUs = clockUs;
        operationEncoder = new OperationEncoder(place.sourceId());
        final Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-chain-" + place.chainId());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, WRITER);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * timeoutMs);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Says where the topic ends: the next record gets the number behind. */
    public void continueBehind(final long lastSequence) {
        sequence = lastSequence;
    }

    @Override
    public void commit(final List<ChainRecord> records, final List<Operation> operations) {
        final long startNs = System.nanoTime();
        try {
            write(records, operations);
        } catch (final KafkaException e) {
            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            if (isFence(e) && tookMs < TRANSACTION_TIMEOUT_MS) {
                throw new Breach("another chain service writes to this exchange now, and this one must not go on chain="
                        + place.chainId() + " sequence=" + sequence + " cause=" + e);
            }
            throw e;
        }
    }

    /** Whether the broker has ended this writer's turn. */
    private static boolean isFence(final KafkaException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private void write(final List<ChainRecord> records, final List<Operation> operations) {
        final long nowUs = clockUs.getAsLong();
        producer.beginTransaction();
        for (final ChainRecord record : records) {
            final byte[] value = RecordCodec.encode(record).toBytes(place.chainId(), ++sequence, nowUs);
            final String key = place.chainId() + "/" + record.key();
            producer.send(record(Topics.CHAIN_EVENTS, place.partition(), key, value, "ChainEvent", sequence, nowUs));
        }
        for (final Operation operation : operations) {
            producer.send(record(
                    Topics.BALANCE_OPERATIONS,
                    ChainState.partition(operation.partition()),
                    Long.toString(OperationEncoder.userId(operation)),
                    operationEncoder.encode(operation),
                    OperationEncoder.name(operation),
                    operation.sequence(),
                    nowUs));
        }
        producer.commitTransaction();
    }

    private static ProducerRecord<byte[], byte[]> record(
            final String topic,
            final int partition,
            final String key,
            final byte[] value,
            final String type,
            final long sequence,
            final long nowUs) {
        final ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, ascii(key), value);
        record.headers().add(Topics.HEADER_TYPE, ascii(type));
        record.headers().add(Topics.HEADER_SEQUENCE, ascii(Long.toString(sequence)));
        record.headers().add(Topics.HEADER_TIMESTAMP, ascii(Long.toString(nowUs)));
        return record;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
