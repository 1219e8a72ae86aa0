package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.trading.CommandEffect;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Client libraries that others wrote for Binance, from npm, against a gateway that checks their signatures; what stands behind
 * it takes orders and never trades. The whole exchange is behind it in the system test of the same name.
 */
@Tag("long")
@Timeout(300)
class BinanceClientsTest {
    private static final Path SOURCES = Path.of("src", "test", "npm");

    @TempDir
    private Path directory;

    private final List<ApiKey> keys = List.of(key("alice", GatewayFixture.ALICE), key("bob", GatewayFixture.BOB));

    @Test
    void shouldListPlaceQueryCancelAndStreamUnchanged() throws Exception {
        for (final String file : List.of("package.json", "package-lock.json", "clients.mjs")) {
            Files.copy(SOURCES.resolve(file), directory.resolve(file));
        }
        Files.writeString(
                directory.resolve("keys.json"),
                """
                {"alice": {"id": "alice", "secret": "alice secret", "userId": "1001"},
                 "bob": {"id": "bob", "secret": "bob secret", "userId": "1002"}}
                """);
        assertEquals(
                0,
                start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                        .waitFor(),
                output());
        try (GatewayFixture fixture = new GatewayFixture(new LimitSettings(false, 0, 0, 0, 1), keys)) {
            final Process clients =
                    start("node", "clients.mjs", "http://127.0.0.1:" + fixture.gateway.port(), "keys.json", "resting");
            final Engine engine = new Engine(fixture);
            while (clients.isAlive()) {
                engine.step();
                clients.waitFor(2, TimeUnit.MILLISECONDS);
            }
            assertEquals(0, clients.exitValue(), output());
            assertTrue(output().contains("@binance/connector: ok"), output());
            assertTrue(output().contains("binance-api-node: ok"), output());
        }
    }

    /** Takes every order into the book, and says so of every command. */
    private static final class Engine {
        private final GatewayFixture fixture;
        private long outputSequence;
        private long commandSequence;
        private int placedCount;

        Engine(final GatewayFixture fixture) {
            this.fixture = fixture;
            commandSequence = fixture.core.lastOrderSequence();
        }

        void step() {
            while (commandSequence < fixture.core.lastOrderSequence()) {
                commandSequence++;
                say(List.of());
            }
            while (placedCount < fixture.core.placed.size()) {
                final NewOrder order = fixture.core.placed.get(placedCount++);
                say(List.of(new LevelChange(
                        1, order.side(), order.terms().price(), order.terms().quantity() + placedCount)));
            }
        }

        private void say(final List<LevelChange> levels) {
            outputSequence++;
            final Progress progress = new Progress(OrderStatus.NEW, "NONE", 0, 0, 0, commandSequence, 5_000, 5_000);
            fixture.market.onUpdate(new MarketUpdate(
                    new OutputStamp(0, 0, commandSequence, outputSequence, commandSequence, 5_000),
                    levels,
                    List.of(),
                    new CommandEffect(
                            true, "NONE", false, outputSequence, commandSequence, 5_000, progress, List.of())));
        }
    }

    private Process start(final String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private static ApiKey key(final String name, final long userId) {
        return new ApiKey(
                name,
                userId,
                SignatureVerifier.hmacSha256(name + " secret"),
                Set.of("READ", "TRADE", "TRANSFER"),
                Set.of(),
                0);
    }
}
