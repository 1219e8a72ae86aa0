package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.stream.StreamSettings;
import io.millrace.gateway.trading.AccountEvents;
import io.millrace.gateway.trading.ChainEvents;
import io.millrace.gateway.trading.FakeAccountHistory;
import io.millrace.gateway.trading.FakeChain;
import io.millrace.gateway.trading.FakeHistory;
import io.millrace.gateway.trading.FakeStore;
import io.millrace.gateway.trading.FakeTransfers;
import io.millrace.gateway.trading.FakeUbscore;
import io.millrace.gateway.trading.MarketFeed;
import io.millrace.gateway.trading.Ports;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that say nothing, and gateways with room for few. */
@Timeout(60)
class QuietStreamTest {
    private static final int READ_TIMEOUT_MS = 300;

    @Test
    void shouldKeepAListenerThatSaysNothingForLongerThanARequestMay() {
        try (HttpGateway gateway = gateway(new StreamSettings(10, 10, 65_536, 64, 60_000, 60_000, 100));
                StreamClient client = new StreamClient(gateway.port(), "/ws", Map.of())) {
            client.subscribe("heartbeat");
            for (int i = 0; i < 3; i++) {
                client.await("heartbeat");
            }
        }
    }

    @Test
    void shouldCloseWhoShowsNoSignOfLifeAndKeepWhoAnswersPings() {
        try (HttpGateway gateway = gateway(new StreamSettings(10, 10, 65_536, 64, 100, 4000, 100));
                StreamClient dead = new StreamClient(gateway.port(), "/ws", Map.of());
                StreamClient alive = new StreamClient(gateway.port(), "/ws", Map.of())) {
            dead.answersPings = false;
            alive.subscribe("heartbeat");
            for (int i = 0; i < 6; i++) {
                alive.await("heartbeat");
            }
            assertTrue(dead.awaitClose() != 0);
            alive.await("heartbeat");
        }
    }

    @Test
    void shouldRefuseConnectionsBeyondItsBoundAndLetThemInWhenThereIsRoom() {
        try (HttpGateway gateway = gateway(new StreamSettings(10, 2, 65_536, 64, 60_000, 60_000, 100))) {
            final StreamClient first = new StreamClient(gateway.port(), "/ws", Map.of());
            try (StreamClient second = new StreamClient(gateway.port(), "/ws", Map.of())) {
                second.ask("ping", "{}");
                first.ask("ping", "{}");
                assertTrue(isRefused(gateway));
                first.close();
                final long deadlineNs = System.nanoTime() + 20_000_000_000L;
                while (isRefused(gateway)) {
                    assertTrue(System.nanoTime() - deadlineNs < 0, "no room in time");
                }
            }
        }
    }

    private static boolean isRefused(final HttpGateway gateway) {
        try {
            new StreamClient(gateway.port(), "/ws", Map.of()).close();
            return false;
        } catch (final UncheckedIOException refused) {
            return refused.getMessage().contains(" 429 ");
        }
    }

    private static HttpGateway gateway(final StreamSettings streams) {
        final HttpSettings http = new HttpSettings("127.0.0.1", 0, 2, 16 * 1024, READ_TIMEOUT_MS, READ_TIMEOUT_MS, 100);
        final MarketFeed market = new MarketFeed(4);
        final HttpGateway gateway = new HttpGateway(
                new HttpGateway.Settings(
                        http, http, new LimitSettings(false, 0, 0, 0, 1), null, Duration.ofMillis(200), streams),
                new Ports(
                        new FakeUbscore(),
                        new FakeStore(),
                        new FakeHistory(),
                        new FakeChain(),
                        new ChainEvents(),
                        new FakeTransfers(),
                        market,
                        new AccountEvents(),
                        new FakeAccountHistory()));
        gateway.start();
        return gateway;
    }
}
