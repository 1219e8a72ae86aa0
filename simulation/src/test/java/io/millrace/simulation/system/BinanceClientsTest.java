package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Client libraries that others wrote for Binance, from npm, trade on a whole exchange: their keys, its URL, nothing else. */
@Tag("long")
@Timeout(value = 900, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BinanceClientsTest {
    private static final String KEYS =
            """
            millrace.gateway.auth {
              enabled = true
              keys = [
                { id = "alice", user-id = 5001, kind = hmac, secret = "alice secret", scopes = [READ, TRADE, TRANSFER] }
                { id = "bob", user-id = 5002, kind = hmac, secret = "bob secret", scopes = [READ, TRADE, TRANSFER] }
              ]
            }
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void shouldTradeOnAWholeExchangeUnchanged() throws Exception {
        final Path sources = Path.of("..", "gateway", "src", "test", "npm");
        for (final String file : List.of("package.json", "package-lock.json", "clients.mjs")) {
            Files.copy(sources.resolve(file), directory.resolve(file));
        }
        Files.writeString(
                directory.resolve("keys.json"),
                """
                {"alice": {"id": "alice", "secret": "alice secret", "userId": "5001"},
                 "bob": {"id": "bob", "secret": "bob secret", "userId": "5002"}}
                """);
        assertEquals(0, run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), output());
        try (RunningExchange exchange = new RunningExchange(directory, KEYS)) {
            exchange.up();
            assertEquals(0, run("node", "clients.mjs", exchange.httpAddress(), "keys.json"), output());
        }
        assertTrue(output().contains("@binance/connector: ok"), output());
        assertTrue(output().contains("binance-api-node: ok"), output());
    }

    private int run(final String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start()
                .waitFor();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }
}
