package io.millrace.benchmarks.lane;

import io.millrace.benchmarks.book.Mix;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.LaneStampDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic {@code orders} with one partition, filled as UBSCore fills it: key, headers, lz4. */
final class LaneTopic {
    private static final byte[] KEY = "BTC_USDT".getBytes(StandardCharsets.US_ASCII);

    private LaneTopic() {}

    /** Makes and fills the topic; returns how many records it has. */
    static long fill(final String bootstrap, final Mix mix) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            // Kept for ever, as the exchange keeps it: the records' times are not today's.
            admin.createTopics(List.of(new NewTopic(Topics.ORDERS, 1, (short) 1)
                            .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"))))
                    .all()
                    .get();
        }
        final Map<String, Object> properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 18,
                ProducerConfig.LINGER_MS_CONFIG,
                1);
        final AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            final long count = LaneRecords.encode(
                    mix,
                    value -> producer.send(record(value), (metadata, error) -> failure.compareAndSet(null, error)));
            producer.flush();
            if (failure.get() != null) {
                throw failure.get();
            }
            return count;
        }
    }

    private static ProducerRecord<byte[], byte[]> record(final byte[] value) {
        final UnsafeBuffer buffer = new UnsafeBuffer(value);
        final LaneStampDecoder stamp = new LaneStampDecoder().wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH);
        final List<Header> headers = List.of(
                header(Topics.HEADER_TYPE, "PlaceOrder"),
                header(Topics.HEADER_SEQUENCE, Long.toString(stamp.orderSequence())),
                header(Topics.HEADER_TIMESTAMP, Long.toString(stamp.timestampUs())));
        return new ProducerRecord<>(Topics.ORDERS, LaneRecords.LANE, stamp.timestampUs() / 1000, KEY, value, headers);
    }

    private static Header header(final String name, final String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.US_ASCII));
    }
}
