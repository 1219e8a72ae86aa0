package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.book.OrderBook;
import io.millrace.engine.book.Side;
import io.millrace.exchange.source.BrokerTopics;
import io.millrace.exchange.source.TopicSource;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.schema.Topics;
import io.millrace.simulation.system.TradingClient.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Books kept by the rule that clients are told, while an exchange of real processes loses its engine and its gateway: each whole
 * book behind each message is the engine's, matched again from the topic {@code orders}.
 */
@Tag("long")
@Timeout(value = 1200, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowedExchangeTest {
    private static final String CHANNEL = "depth.BTC_USDT";
    private static final int INSTRUMENT = 1;
    private static final int LANE = 0;
    private static final int PRICE_DIGITS = 2;
    private static final int QUANTITY_DIGITS = 4;
    private static final List<Long> MAKERS = List.of(8001L, 8002L);
    /** Little, so that who does not read falls behind soon. */
    private static final String SMALL_QUEUES = "millrace.gateway.websocket.queue-length-max = 16K\n";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final AtomicLong acceptedBatches = new AtomicLong();
    private volatile boolean trading = true;
    private TradingClient client;
    private RunningExchange exchange;

    @Test
    void shouldKeepTheEnginesBookThroughDisconnectsSlowReadingAndKills() throws Exception {
        final CountDownLatch open = new CountDownLatch(0);
        final CountDownLatch held = new CountDownLatch(1);
        try (RunningExchange running = new RunningExchange(directory, SMALL_QUEUES)) {
            exchange = running;
            exchange.up();
            client = new TradingClient(exchange.httpAddress());
            final int port = URI.create(exchange.httpAddress()).getPort();
            for (final long maker : MAKERS) {
                transferIn(maker, "USDT", "100000000");
                transferIn(maker, "BTC", "10000");
            }
            final List<Thread> makers =
                    MAKERS.stream().map(user -> new Thread(() -> trade(user))).toList();
            makers.forEach(Thread::start);
            try (BookFollower slow = followerThatFellBehind(port, held);
                    BookFollower steady = new BookFollower(port, CHANNEL, Integer.MAX_VALUE, open);
                    BookFollower flaky = new BookFollower(port, CHANNEL, 40, open)) {
                Await.until("the book is told", () -> head() != Long.MAX_VALUE);
                final long behind = head();
                held.countDown();
                Await.until(() -> "it catches up: " + slow, () -> slow.sequence() > behind);
                killAndTradeOn("matching-engine", List.of(steady, flaky, slow));
                killAndTradeOn("gateway", List.of(steady, flaky, slow));
                trading = false;
                for (final Thread maker : makers) {
                    maker.join();
                }
                for (final BookFollower follower : List.of(steady, flaky, slow)) {
                    Await.until(() -> "it reaches the end: " + follower, () -> follower.sequence() >= head());
                    follower.close();
                }
                assertTrue(flaky.connectionCount() > 3, flaky.toString());
                assertTrue(steady.connectionCount() > 1, steady.toString());
                assertTrue(slow.snapshotCount("slow_consumer") > 0, slow.toString());
                judge(List.of(steady, flaky, slow));
            }
        }
    }

    /** Alone at first, so that nobody else is counted among the slow. */
    private BookFollower followerThatFellBehind(final int port, final CountDownLatch held) {
        final BookFollower slow = new BookFollower(port, CHANNEL, Integer.MAX_VALUE, held);
        Await.until("the slow one is behind", () -> slowConsumers() > 0);
        return slow;
    }

    private void killAndTradeOn(final String process, final List<BookFollower> followers) {
        final long pid = exchange.status(process).pid();
        final long before =
                followers.stream().mapToLong(BookFollower::sequence).max().orElseThrow();
        exchange.kill(process);
        Await.until(process + " runs again", () -> {
            final RunningExchange.ProcessStatus status = exchange.status(process);
            return status.state().equals("ready") && status.pid() > 0 && status.pid() != pid;
        });
        final long batches = acceptedBatches.get();
        Await.until("orders go on", () -> acceptedBatches.get() > batches + 50);
        for (final BookFollower follower : followers) {
            Await.until(() -> "it goes on: " + follower, () -> follower.sequence() > before);
        }
    }

    /** Every book that anyone saw, against one that is matched again record by record. */
    private void judge(final List<BookFollower> followers) {
        final LaneProcessor lane = new LaneProcessor(LANE);
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        final AtomicLong compared = new AtomicLong();
        try (TopicSource topics = new BrokerTopics(
                ConfigFactory.parseString("millrace.broker.bootstrap = \"127.0.0.1:" + exchange.brokerPort() + "\"")
                        .withFallback(ConfigFactory.load())
                        .resolve())) {
            topics.read(Topics.ORDERS, LANE, 0, Long.MAX_VALUE, record -> {
                buffer.wrap(record.value());
                if (lane.process(record.offset(), buffer, 0, record.value().length) > 0) {
                    for (final BookFollower follower : followers) {
                        final Long mark = follower.marks().get(lane.outputSequence());
                        if (mark != null) {
                            compared.incrementAndGet();
                            assertEquals(
                                    DepthChecksum.crc32(text(lane.engine().book(INSTRUMENT))),
                                    mark,
                                    () -> "sequence=" + lane.outputSequence() + " " + follower);
                        }
                    }
                }
                return true;
            });
        }
        System.out.println("outputs=" + lane.outputSequence() + " books compared=" + compared + " " + followers);
        assertEquals(
                followers.stream().mapToInt(follower -> follower.marks().size()).sum(),
                compared.get()
                        + followers.stream()
                                .filter(follower -> follower.marks().containsKey(0L))
                                .count());
    }

    private static String text(final OrderBook book) {
        return side(book, Side.SELL) + "#" + side(book, Side.BUY);
    }

    private static String side(final OrderBook book, final Side side) {
        final StringJoiner text = new StringJoiner("|");
        book.forEachLevel(
                side,
                (price, quantity, orderCount) -> text.add(
                        BigDecimal.valueOf(price, PRICE_DIGITS) + ":" + BigDecimal.valueOf(quantity, QUANTITY_DIGITS)));
        return text.toString();
    }

    /** Batches of orders on hundreds of levels, some of which trade, and now and then all of them away at once. */
    private void trade(final long user) {
        final Random random = new Random(user);
        for (int round = 1; trading; round++) {
            try {
                if (round % 30 == 0) {
                    client.send(user, "DELETE", "/api/v1/orders?symbol=BTC_USDT", "");
                } else if (client.send(user, "POST", "/api/v1/orders/batch", batch(random))
                                .status()
                        == 200) {
                    acceptedBatches.incrementAndGet();
                }
            } catch (final IOException killed) {
                Await.pause();
            }
        }
    }

    private static String batch(final Random random) {
        final StringJoiner orders = new StringJoiner(",", "{\"orders\":[", "]}");
        for (int i = 0; i < 20; i++) {
            final boolean isBuy = random.nextBoolean();
            final long cents = 4_200_000 + (isBuy ? -1 : 1) * (long) (random.nextInt(500) - 5);
            orders.add(
                    """
                    {"symbol":"BTC_USDT","side":"%s","type":"LIMIT","price":"%s","quantity":"0.00%02d"}"""
                            .formatted(isBuy ? "BUY" : "SELL", BigDecimal.valueOf(cents, 2), 1 + random.nextInt(99)));
        }
        return orders.toString();
    }

    private void transferIn(final long user, final String asset, final String amount) throws IOException {
        final Answer answer = client.transfer("/transfer_in", user, "in-" + user + "-" + asset, asset, amount);
        assertEquals("APPLIED", answer.text("status"), answer.body());
    }

    private long head() {
        try {
            final Answer depth = client.read(MAKERS.get(0), "/api/v1/depth?symbol=BTC_USDT");
            return depth.status() == 200 ? Long.parseLong(depth.text("seq")) : Long.MAX_VALUE;
        } catch (final IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private double slowConsumers() {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(exchange.adminAddress() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("millrace_gateway_stream_slow_consumers"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (final IOException e) {
            return 0;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
