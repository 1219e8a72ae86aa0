package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Side;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients of docs/clients, each as its reader would start it, against a gateway that checks signatures. */
@Timeout(180)
class SampleClientsTest {
    private static final String SECRET = "a secret of the sample clients";
    private static final Path CLIENTS = Path.of("..", "docs", "clients");

    @TempDir
    private Path directory;

    static Stream<List<String>> clients() {
        return Stream.of(
                List.of(System.getProperty("java.home") + "/bin/java", "Millrace.java"),
                List.of("python3", "millrace.py"),
                List.of("node", "--experimental-websocket", "millrace.mjs"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void shouldSignPlaceAndCancel(final List<String> client) throws Exception {
        try (GatewayFixture fixture = fixture()) {
            final JsonNode placed = new ObjectMapper()
                    .readTree(run(fixture, client, List.of("place", "BTC_USDT", "BUY", "42000.00", "0.75")));
            assertEquals("PENDING_NEW", placed.path("status").asText(), placed.toString());
            assertEquals(4_200_000, fixture.core.placed.get(0).terms().price());
            assertEquals(GatewayFixture.ALICE, fixture.core.placed.get(0).userId());
            run(fixture, client, List.of("cancel", placed.path("orderId").asText()));
            assertEquals(
                    placed.path("orderId").asLong(), fixture.core.cancels.get(0).orderId());
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void shouldFollowABookToTheRightChecksum(final List<String> client) throws Exception {
        try (GatewayFixture fixture = fixture()) {
            final Process process = start(fixture, client, List.of("follow", "BTC_USDT", "4"));
            long sequence = 0;
            while (process.isAlive()) {
                sequence++;
                final LevelChange bid = new LevelChange(1, Side.BUY, 4_200_000 - sequence % 30, sequence % 4 * 100);
                final LevelChange ask = new LevelChange(1, Side.SELL, 4_200_100 + sequence % 30, sequence % 3 * 100);
                fixture.market.onUpdate(new MarketUpdate(
                        new OutputStamp(0, 0, sequence, sequence, sequence, 5_000_000),
                        List.of(bid, ask),
                        List.of(),
                        null));
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            final String output = output();
            assertEquals(0, process.exitValue(), output);
            final List<String> lines =
                    output.lines().filter(line -> line.contains("checksum")).toList();
            assertEquals(4, lines.size(), output);
        }
    }

    private static GatewayFixture fixture() {
        final ApiKey key = new ApiKey(
                "sample",
                GatewayFixture.ALICE,
                SignatureVerifier.hmacSha256(SECRET),
                Set.of("READ", "TRADE"),
                Set.of(),
                0);
        return new GatewayFixture(new LimitSettings(false, 0, 0, 0, 1), List.of(key));
    }

    private String run(final GatewayFixture fixture, final List<String> client, final List<String> arguments)
            throws IOException, InterruptedException {
        final Process process = start(fixture, client, arguments);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output());
        return output();
    }

    private Process start(final GatewayFixture fixture, final List<String> client, final List<String> arguments)
            throws IOException {
        Assumptions.assumeTrue(isInstalled(client.get(0)), client.get(0) + " is not installed");
        final List<String> command = new ArrayList<>(client);
        command.addAll(arguments);
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(CLIENTS.toFile())
                .redirectErrorStream(false)
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile());
        builder.environment()
                .putAll(Map.of(
                        "MILLRACE_URL",
                        "http://127.0.0.1:" + fixture.gateway.port(),
                        "MILLRACE_KEY",
                        "sample",
                        "MILLRACE_SECRET",
                        SECRET));
        return builder.start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8)
                + Files.readString(directory.resolve("errors"), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains("rror"))
                        .findFirst()
                        .orElse("");
    }

    private static boolean isInstalled(final String program) {
        return program.contains(File.separator)
                || Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
