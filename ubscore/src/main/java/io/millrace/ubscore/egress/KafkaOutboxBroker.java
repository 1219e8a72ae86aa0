package io.millrace.ubscore.egress;

import com.typesafe.config.Config;
import io.millrace.redpanda.TopicReader;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.OutboxStream;
import io.millrace.schema.sbe.TransferResultDecoder;
import io.millrace.ubscore.account.BreachException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link OutboxBroker} on the Kafka API. Writes with an idempotent producer and waits for all replicas; a record that was handed over is
 * never given up by time, for the ones behind it would leave a gap; when the broker refuses one, nothing behind it is sent, and the
 * publisher starts over from the partition's tail. The publisher's thread; acknowledgements come on the producer's.
 */
public final class KafkaOutboxBroker implements OutboxBroker {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaOutboxBroker.class);
    /** Both stamps stand first in their record: u16 lane or partition, u16 shard, then sequence, core sequence, timestamp. */
    private static final int SHARD_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + 2;

    private static final int SEQUENCE_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + 4;
    private static final int TIMESTAMP_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + 20;
    private static final int REQUEST_ID_LENGTH = 64;
    private static final int BATCH_LENGTH = 256 * 1024;
    private static final long BUFFER_LENGTH = 64L * 1024 * 1024;

    private final Config config;
    private final int shard;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Acknowledgements[] acknowledgements;
    private volatile Throwable failure;
    private TopicReader reader;

    /** What one partition's callbacks have said. */
    private static final class Acknowledgements {
        private final AtomicLong sequence = new AtomicLong();
        /** Offsets by sequence; no more than this many records are under way. */
        private final AtomicLongArray offsets;

        private long lastOffset = -1;

        Acknowledgements(final int inFlightMax) {
            offsets = new AtomicLongArray(BitUtil.findNextPositivePowerOfTwo(inFlightMax + 1));
        }

        /** A duplicate's offset is not told: the one before it stands in for it. The producer's thread. */
        void acknowledge(final long acknowledged, final long offset) {
            lastOffset = Math.max(lastOffset, offset);
            offsets.set(index(acknowledged), lastOffset);
            sequence.set(acknowledged);
        }

        int index(final long ofSequence) {
            return (int) (ofSequence & (offsets.length() - 1));
        }
    }

    /** Connects in the background. {@code config} is the root; {@code inFlightMax} bounds records under way per partition. */
    public KafkaOutboxBroker(final Config config, final int shard, final int partitionCount, final int inFlightMax) {
        this.config = config;
        this.shard = shard;
        acknowledgements = new Acknowledgements[partitionCount];
        for (int i = 0; i < partitionCount; i++) {
            acknowledgements[i] = new Acknowledgements(inFlightMax);
        }
        producer = new KafkaProducer<>(properties(config, shard), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Properties properties(final Config config, final int shard) {
        final int timeoutMs = (int)
                config.getDuration("millrace.ubscore.publisher.request-timeout").toMillis();
        final Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString("millrace.broker.bootstrap"));
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-ubscore-" + shard);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // One: behind a request that was refused, a later one that is taken would leave a gap in the partition for
        // ever.
        // A request carries a batch for every partition, so this is no bound of the rate on a near broker.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_LENGTH);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_LENGTH);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMs);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        return properties;
    }

    @Override
    public Tail tail(final PartitionPlace place, final Tail acknowledged) {
        if (reader == null) {
            reader = new TopicReader(config);
        }
        final long from = acknowledged.offset() < 0
                ? reader.startOffset(place.topic(), place.partition())
                : acknowledged.offset() + 1;
        final long end = reader.endOffset(place.topic(), place.partition());
        if (end < from) {
            throw new BreachException("broker lacks acknowledged records topic=" + place.topic() + " partition="
                    + place.partition() + " acknowledgedSequence=" + acknowledged.sequence() + " acknowledgedOffset="
                    + acknowledged.offset() + " endOffset=" + end);
        }
        final long[] found = {acknowledged.sequence(), acknowledged.offset()};
        reader.read(place.topic(), place.partition(), from, end, record -> {
            final UnsafeBuffer value = new UnsafeBuffer(record.value());
            if (Short.toUnsignedInt(value.getShort(SHARD_OFFSET, ByteOrder.LITTLE_ENDIAN)) == shard) {
                final long sequence = value.getLong(SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
                if (sequence > found[0] + 1) {
                    throw new BreachException("gap in what was published topic=" + place.topic() + " partition="
                            + place.partition() + " sequence=" + sequence + " before=" + found[0] + " offset="
                            + record.offset());
                }
                if (sequence == found[0] + 1) {
                    found[0] = sequence;
                    found[1] = record.offset();
                }
            }
            return true;
        });
        return new Tail(found[0], found[1]);
    }

    @Override
    public boolean send(final PartitionPlace place, final OutboxRecord record) {
        if (failure != null) {
            return false;
        }
        closeReader();
        final byte[] key = record.keyLength() == 0 ? null : new byte[record.keyLength()];
        if (key != null) {
            record.buffer().getBytes(0, key);
        }
        final byte[] value = new byte[record.valueLength()];
        record.buffer().getBytes(record.valueOffset(), value);
        final UnsafeBuffer message = new UnsafeBuffer(value);
        final long timestampUs = message.getLong(TIMESTAMP_OFFSET, ByteOrder.LITTLE_ENDIAN);
        final long sequence = record.sequence();
        producer.send(
                new ProducerRecord<>(
                        place.topic(),
                        place.partition(),
                        timestampUs / 1000,
                        key,
                        value,
                        headers(place.stream(), message, sequence, timestampUs)),
                (metadata, error) -> onCompletion(place, sequence, metadata, error));
        return true;
    }

    /** The producer's thread. */
    private void onCompletion(
            final PartitionPlace place, final long sequence, final RecordMetadata metadata, final Exception error) {
        if (failure != null) {
            return;
        }
        if (error != null) {
            failure = error;
            // Before the producer's thread goes on with what waits behind this record.
            producer.close(Duration.ZERO);
            LOGGER.warn(
                    "record was refused topic={} partition={} sequence={} error={}",
                    place.topic(),
                    place.partition(),
                    sequence,
                    error.toString());
        } else {
            acknowledgements[place.index()].acknowledge(sequence, metadata.hasOffset() ? metadata.offset() : -1);
        }
    }

    private static List<Header> headers(
            final OutboxStream stream, final UnsafeBuffer message, final long sequence, final long timestampUs) {
        final int template = message.getShort(2, ByteOrder.LITTLE_ENDIAN);
        final Header type = header(Topics.HEADER_TYPE, RecordNames.of(template));
        final Header place = header(Topics.HEADER_SEQUENCE, Long.toString(sequence));
        final Header time = header(Topics.HEADER_TIMESTAMP, Long.toString(timestampUs));
        final String requestId = stream == OutboxStream.ORDERS ? "" : requestId(message, template);
        return requestId.isEmpty()
                ? List.of(type, place, time)
                : List.of(type, place, time, header(Topics.HEADER_REQUEST_ID, requestId));
    }

    private static String requestId(final UnsafeBuffer message, final int template) {
        final int offset = MessageHeaderDecoder.ENCODED_LENGTH
                + switch (template) {
                    case BalanceEventDecoder.TEMPLATE_ID -> BalanceEventDecoder.requestIdEncodingOffset();
                    case TransferResultDecoder.TEMPLATE_ID -> TransferResultDecoder.requestIdEncodingOffset();
                    default -> message.capacity();
                };
        if (offset + REQUEST_ID_LENGTH > message.capacity()) {
            return "";
        }
        int length = 0;
        while (length < REQUEST_ID_LENGTH && message.getByte(offset + length) != 0) {
            length++;
        }
        return message.getStringWithoutLengthAscii(offset, length);
    }

    private static Header header(final String name, final String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long acknowledgedSequence(final PartitionPlace place) {
        return acknowledgements[place.index()].sequence.get();
    }

    @Override
    public long acknowledgedOffset(final PartitionPlace place, final long sequence) {
        final Acknowledgements part = acknowledgements[place.index()];
        return part.offsets.get(part.index(sequence));
    }

    @Override
    public boolean hasFailed() {
        return failure != null;
    }

    private void closeReader() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void close() {
        closeReader();
        producer.close(Duration.ZERO);
    }
}
