package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.stream.ScriptedEngine;
import io.millrace.gateway.trading.Markets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lane whose engine comes back with another history: the feed halts, and what a client is told is definite. */
@Timeout(300)
class HaltedLaneTest {
    private static final String DEPTH = "/api/v1/depth?symbol=BTC_USDT";
    private static final int OUTPUTS = 20;

    private final FeedContext context = FeedContext.defaults().with("request-timeout", "200 ms");

    @Test
    void shouldShowNoBookOfAHaltedLaneAndGoOnTakingOrders() {
        final AtomicReference<String> halted = new AtomicReference<>();
        try (GatewayFixture fixture = new GatewayFixture();
                ScriptedEngine engine = new ScriptedEngine(Markets.BTC_USDT, new Random(1), context);
                ScriptedEngine impostor = new ScriptedEngine(Markets.BTC_USDT, new Random(2), context);
                FeedAgent feed = new FeedAgent(List.of(engine.endpoint()), 1, context, fixture.market, halted::set)) {
            engine.step(OUTPUTS, 4);
            impostor.step(2 * OUTPUTS, 4);
            feed.start();
            await(() -> {
                engine.beat();
                return fixture.market.isLive() && fixture.market.outputSequence(0) == OUTPUTS;
            });
            assertEquals(200, fixture.get(DEPTH, 0).status());

            final FeedEndpoint endpoint = engine.endpoint();
            engine.kill();
            impostor.kill();
            impostor.restart(endpoint);
            await(() -> {
                impostor.step(1, 4);
                return halted.get() != null;
            });
            assertTrue(halted.get().contains("lane 0"), halted.get());
            final Reply depth = fixture.get(DEPTH, 0);
            assertEquals(503, depth.status(), depth.body().toString());
            assertEquals("NOT_READY", depth.text("error"));
            assertEquals("NOT_SENT", depth.text("outcome"));
            assertEquals(503, fixture.get("/api/v1/bbo?symbol=BTC_USDT", 0).status());
            assertFalse(fixture.get("/readyz", 0)
                    .body()
                    .at("/dependencies/engine/ready")
                    .asBoolean(true));
            shouldTake(fixture, "ACK");
            shouldTake(fixture, "FULL");
        }
    }

    /** Held and logged it is, whatever becomes of it: the engine's part waits. */
    private static void shouldTake(final GatewayFixture fixture, final String respType) {
        final Reply order = fixture.post(
                "/orders",
                GatewayFixture.ALICE,
                """
                {"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","price":"42000.00","quantity":"0.1","respType":"%s"}"""
                        .formatted(respType));
        assertEquals(200, order.status(), order.body().toString());
        assertEquals("PENDING_NEW", order.text("status"));
    }

    private static void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + 120_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
            LockSupport.parkNanos(2_000_000);
        }
    }
}
