package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.redpanda.TopicProvisioner;
import io.millrace.redpanda.TopicReader;
import io.millrace.schema.Accounts;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferOperationEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.HighResolutionClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node under load whose broker stops, by SIGSTOP and by kill -9: orders are refused once the outbox is full, what was accepted is
 * in the topic once, and when the broker is back the flow goes on by itself.
 */
@Timeout(value = 420, unit = TimeUnit.SECONDS)
class BrokerOutageTest {
    private static final long USER = 1001;
    private static final int USDT = 3;
    private static final int LANE = 0;
    private static final int IN_FLIGHT = 64;
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** An order that waits for its answer. */
    private record Sent(String id, long requestTimeUs, long sentNs) {}

    @TempDir
    Path directory;

    /** Order ids by the client's. */
    private final Map<String, Long> accepted = new LinkedHashMap<>();

    private final List<String> refused = new ArrayList<>();
    private final Map<Long, Sent> sent = new LinkedHashMap<>();
    private final int port = Ports.freeRange(6);
    private NodeProcess node;
    private CoreClient client;
    private int count;

    @Test
    void shouldRefuseOrdersAtTheBoundAndGoOnByItself() throws Exception {
        run(Duration.ZERO);
    }

    @Test
    @Tag("long")
    void shouldRefuseOrdersAtTheBoundAndGoOnByItselfAfterAMinute() throws Exception {
        run(Duration.ofMinutes(1));
    }

    private void run(final Duration outage) throws Exception {
        EmbeddedBroker broker =
                EmbeddedBroker.builder(directory.resolve("broker")).start();
        try {
            final Config config = ConfigFactory.parseString(settings(broker.bootstrap()))
                    .withFallback(ConfigFactory.load())
                    .resolve();
            TopicProvisioner.provision(config);
            transferIn(broker.bootstrap());
            node = new NodeProcess(directory, "node", settings(broker.bootstrap()));
            client = new CoreClient("0=127.0.0.1:" + port);
            node.start();
            node.awaitReady();
            client.connect();
            load("the first order", () -> accepted.size() > 500);
            signal(broker, "STOP");
            loadUntilRefusedFor(outage);
            signal(broker, "CONT");
            loadUntilAcceptedAgain();
            broker.kill();
            loadUntilRefusedFor(outage);
            broker = EmbeddedBroker.builder(directory.resolve("broker"))
                    .port(broker.port())
                    .launch();
            loadUntilAcceptedAgain();
            assertRefusedAreNotRemembered();
            awaitEveryOrderOnce(config);
            assertFalse(node.log().contains("node halts"), node.log());
            System.out.println("outage=" + outage + " accepted=" + accepted.size() + " refused=" + refused.size());
        } finally {
            node.close();
            client.close();
            signal(broker, "CONT");
            broker.close();
        }
    }

    private static void signal(final EmbeddedBroker broker, final String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(broker.pid()))
                .start()
                .waitFor();
    }

    private void loadUntilRefusedFor(final Duration outage) {
        final int before = refused.size();
        load("refusals", () -> refused.size() > before);
        final long endNs = System.nanoTime() + outage.toNanos();
        load("refusals to the end", () -> refused.size() > before + 500 && System.nanoTime() - endNs >= 0);
    }

    private void loadUntilAcceptedAgain() {
        final int before = accepted.size();
        load("orders taken again", () -> accepted.size() > before + 500);
    }

    /** Keeps orders under way until something has happened; every answer is one of two. */
    private void load(final String what, final BooleanSupplier done) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean() || !sent.isEmpty()) {
            if (sent.size() < IN_FLIGHT && !done.getAsBoolean()) {
                count += offer("o" + count, HighResolutionClock.epochMicros()) ? 1 : 0;
            }
            if (client.poll() == 0) {
                Thread.yield();
            }
            final int before = refused.size();
            collect();
            if (refused.size() > before) {
                // As a client would: or refusals take the processors that the broker needs to come back.
                LockSupport.parkNanos(1_000_000);
            }
            repeatOldest();
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> what + " accepted=" + accepted.size() + " refused=" + refused.size() + " waiting="
                            + sent.size());
        }
    }

    private boolean offer(final String id, final long requestTimeUs) {
        final long correlationId = client.offerOrder(USER, id, Side.BUY, 100, 1, requestTimeUs);
        if (correlationId > 0) {
            sent.put(correlationId, new Sent(id, requestTimeUs, System.nanoTime()));
        }
        if (client.isClosed()) {
            client.connect();
        }
        return correlationId > 0;
    }

    private void collect() {
        for (final Iterator<Map.Entry<Long, Sent>> all = sent.entrySet().iterator(); all.hasNext(); ) {
            final Map.Entry<Long, Sent> entry = all.next();
            final CoreClient.Reply reply = client.reply(entry.getKey());
            if (reply != null) {
                all.remove();
                take(entry.getValue().id, reply);
            }
        }
    }

    private void take(final String id, final CoreClient.Reply reply) {
        if (reply.outcome() == Outcome.ACCEPTED) {
            accepted.put(id, reply.orderId());
        } else if (reply.reason() == Reason.BROKER_UNAVAILABLE) {
            refused.add(id);
        } else if (!accepted.isEmpty() || reply.reason() != Reason.INSUFFICIENT_BALANCE) {
            throw new AssertionError(id + " reason=" + reply.reason());
        }
    }

    /** A client that was not read from for a moment may lose an answer: it asks again with the same words. */
    private void repeatOldest() {
        if (!sent.isEmpty()) {
            final Map.Entry<Long, Sent> oldest = sent.entrySet().iterator().next();
            if (System.nanoTime() - oldest.getValue().sentNs > ANSWER_NS
                    && offer(oldest.getValue().id, oldest.getValue().requestTimeUs)) {
                sent.remove(oldest.getKey());
            }
        }
    }

    /** The outbox may still be full of the load before it. */
    private void assertRefusedAreNotRemembered() throws InterruptedException {
        final String id = refused.get(0);
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        CoreClient.Reply reply = client.order(USER, id, Side.BUY, 100, 1);
        while (reply.reason() == Reason.BROKER_UNAVAILABLE && System.nanoTime() < deadline) {
            Thread.sleep(10);
            reply = client.order(USER, id, Side.BUY, 100, 1);
        }
        assertEquals(Outcome.ACCEPTED, reply.outcome(), "reason=" + reply.reason());
        assertFalse(reply.replayed());
        accepted.put(id, reply.orderId());
    }

    /** Every accepted order is in the topic, in sequence, and nothing else is. */
    private void awaitEveryOrderOnce(final Config config) throws InterruptedException {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> found = found(config);
        while (found.size() < accepted.size() && System.nanoTime() < deadline) {
            Thread.sleep(100);
            found = found(config);
        }
        assertEquals(accepted, found);
    }

    private static Map<String, Long> found(final Config config) {
        final Map<String, Long> found = new LinkedHashMap<>();
        final long[] last = new long[1];
        final PlaceOrderDecoder order = new PlaceOrderDecoder();
        try (TopicReader reader = new TopicReader(config)) {
            reader.read(Topics.ORDERS, LANE, 0, Long.MAX_VALUE, record -> {
                final UnsafeBuffer value = new UnsafeBuffer(record.value());
                final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(value, 0);
                if (header.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
                    order.wrapAndApplyHeader(value, 0, header);
                    final long sequence = order.stamp().orderSequence();
                    assertTrue(last[0] == 0 || sequence <= last[0] + 1, () -> "gap before sequence=" + sequence);
                    last[0] = Math.max(last[0], sequence);
                    found.put(order.clientOrderId(), order.orderId());
                }
                return true;
            });
        }
        return found;
    }

    private static void transferIn(final String bootstrap) throws Exception {
        final UnsafeBuffer record =
                new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + TransferOperationEncoder.BLOCK_LENGTH]);
        new TransferOperationEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .kind(TransferKind.IN)
                .userId(USER)
                .assetId(USDT)
                .amount(1_000_000_000_000L)
                .requestTimeUs(HighResolutionClock.epochMicros())
                .requestId("in-1");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.BALANCE_OPERATIONS,
                            Accounts.partition(USER, 4),
                            Long.toString(USER).getBytes(StandardCharsets.US_ASCII),
                            record.byteArray()))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private String settings(final String bootstrap) {
        return "test.discard = false\n"
                + "millrace.broker.bootstrap = \"" + bootstrap + "\"\n"
                + "millrace.feed.engines = [{ lanes = [0, 1, 2, 3], publish = \"tcp://127.0.0.1:1\","
                + " replay = \"tcp://127.0.0.1:1\" }]\n"
                + "millrace.ubscore {\n"
                + "  members = [\"127.0.0.1:" + port + "\"]\n"
                + "  data-dir = \"" + directory.resolve("data") + "\"\n"
                + "  log.free-space-min = 1 MiB\n"
                + "  outbox { lane-length = 1 MiB, event-length = 40 MiB, event-reserve-length = 18 MiB }\n"
                + "  core.open-orders-per-user = 10000000\n"
                + "}\n";
    }
}
