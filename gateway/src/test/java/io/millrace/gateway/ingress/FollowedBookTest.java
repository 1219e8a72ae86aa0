package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.gateway.stream.ClientBook;
import io.millrace.gateway.stream.ScriptedEngine;
import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.gateway.trading.Markets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rule that clients are told, against a gateway that follows an engine over real sockets: at every message each client's
 * whole book is the engine's at that sequence, whatever happens to the client and to the engine.
 */
@Timeout(180)
class FollowedBookTest {
    private static final String CHANNEL = "depth.BTC_USDT";
    private static final int LEVELS = 300;

    private final long seed = System.nanoTime();
    private final FeedContext context = FeedContext.defaults().with("request-timeout", "200 ms");
    private volatile boolean isOver;

    @Test
    void shouldKeepTheEnginesBookThroughDisconnectsSlowReadingAndAnEngineRestart() throws Exception {
        System.out.println("seed=" + seed);
        final ExecutorService threads = Executors.newCachedThreadPool();
        try (GatewayFixture fixture = new GatewayFixture();
                ScriptedEngine engine = new ScriptedEngine(Markets.BTC_USDT, new Random(seed), context);
                FeedAgent feed = new FeedAgent(List.of(engine.endpoint()), 1, context, fixture.market, why -> {})) {
            engine.step(50, LEVELS);
            feed.start();
            final int port = fixture.gateway.port();
            final Future<ClientBook> steady = threads.submit(follower(port, engine, Integer.MAX_VALUE));
            final Future<ClientBook> flaky = threads.submit(follower(port, engine, 40));
            try (StreamClient slow = new StreamClient(port, "/ws", Map.of())) {
                slow.subscribe(CHANNEL);
                while (fixture.counter("millrace_gateway_stream_slow_consumers") == 0) {
                    for (int i = 0; i < 50; i++) {
                        engine.step(2, LEVELS);
                        LockSupport.parkNanos(1_000_000);
                    }
                }
                restart(engine);
                for (int i = 0; i < 200; i++) {
                    engine.step(2, LEVELS);
                    LockSupport.parkNanos(1_000_000);
                }
                final long head = engine.headSequence(0);
                final ClientBook slowBook = new ClientBook();
                follow(slow, slowBook, engine, head, Integer.MAX_VALUE);
                assertTrue(slowBook.reasons.containsKey("slow_consumer"), slowBook.reasons.toString());
                isOver = true;
                assertEquals(head, steady.get(60, TimeUnit.SECONDS).sequence());
                assertEquals(head, flaky.get(60, TimeUnit.SECONDS).sequence());
                System.out.println("outputs=" + head + " checked steady=" + steady.get().checkedCount + " flaky="
                        + flaky.get().checkedCount + " slow=" + slowBook.checkedCount + " " + slowBook.reasons);
                assertTrue(
                        flaky.get().reasons.get("first") > 2,
                        flaky.get().reasons.toString());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Half a burst is published by the engine that dies, the rest is made while nobody is told. */
    private static void restart(final ScriptedEngine engine) {
        final FeedEndpoint place = engine.endpoint();
        engine.step(10, LEVELS);
        engine.kill();
        engine.restart(place);
        engine.step(10, LEVELS);
    }

    /** Follows the book until all is over, and hangs up after so many messages to come again. */
    private Callable<ClientBook> follower(
            final int port, final ScriptedEngine engine, final int messagesPerConnection) {
        return () -> {
            final ClientBook book = new ClientBook();
            while (!isOver || book.sequence() < engine.headSequence(0)) {
                try (StreamClient client = new StreamClient(port, "/ws", Map.of())) {
                    client.subscribe(CHANNEL);
                    follow(client, book, engine, Long.MAX_VALUE, messagesPerConnection);
                }
            }
            return book;
        };
    }

    private void follow(
            final StreamClient client,
            final ClientBook book,
            final ScriptedEngine engine,
            final long toSequence,
            final int messagesMax) {
        for (int i = 0; i < messagesMax && book.sequence() < toSequence; i++) {
            if (isOver && book.sequence() >= engine.headSequence(0)) {
                return;
            }
            if (toSequence == Long.MAX_VALUE && !client.isReady()) {
                LockSupport.parkNanos(200_000);
                i--;
                continue;
            }
            final JsonNode message = client.await(CHANNEL);
            assertEquals(ClientBook.Next.GO_ON, book.onMessage(message), "seed=" + seed + " " + book.sequence());
            assertEquals(engine.mark(book.sequence()), DepthChecksum.crc32(book.text()), "sequence=" + book.sequence());
        }
    }
}
