package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.engine.EngineMain;
import io.millrace.exchange.Millrace;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.gateway.GatewayMain;
import io.millrace.redpanda.TopicProvisioner;
import io.millrace.schema.Accounts;
import io.millrace.simulation.system.TradingClient.Answer;
import io.millrace.simulation.system.TradingClient.Balance;
import io.millrace.ubscore.UbscoreMain;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two shards of UBSCore, a real broker, an engine and a gateway, without a store: users of both shards trade with each other. The
 * second shard is a process of its own, there to be killed.
 */
@Tag("long")
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShardsTest {
    private static final int BTC = 1;
    private static final int USDT = 3;
    private static final long ODD = 1001;
    private static final long EVEN = 1002;

    @TempDir
    private Path directory;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final int port = RunningExchange.freeBlock(120);
    private CoreProbe even;
    private CoreProbe odd;
    private Process oddNode;
    private TradingClient client;

    @BeforeEach
    void start() throws Exception {
        final EmbeddedBroker broker =
                opened(EmbeddedBroker.builder(directory.resolve("broker")).start());
        broker.awaitReady();
        final String settings = settings(broker.bootstrap());
        final Config config = config(settings + "millrace.ubscore.data-dir = \"" + directory.resolve("even") + "\"\n");
        TopicProvisioner.provision(config);
        opened(UbscoreMain.launch(config));
        Files.writeString(
                directory.resolve("odd.conf"),
                settings + "millrace.ubscore { shard = 1, data-dir = \"" + directory.resolve("odd") + "\" }\n");
        startOddNode();
        parts.push(() -> oddNode.destroyForcibly().onExit().join());
        opened(EngineMain.launch(config));
        client = new TradingClient(
                "http://127.0.0.1:" + opened(GatewayMain.launch(config)).port());
        even = opened(new CoreProbe(List.of(port)));
        odd = opened(new CoreProbe(List.of(port + 100)));
    }

    @AfterEach
    void stop() {
        CloseHelper.quietCloseAll(parts);
    }

    @Test
    void shouldTradeAcrossShardsAndOweNothingThroughAKill() throws IOException {
        transferIn(ODD, "USDT", "50000.00");
        transferIn(EVEN, "BTC", "1");
        assertEquals(200, limit(EVEN, "sell", "SELL", "42000.00", "0.25").status());
        final Answer buy = limit(ODD, "buy", "BUY", "42100.00", "0.25");
        assertEquals("FILLED", buy.text("status"), buy.body());
        awaitBalance(odd, ODD, USDT, 39_500_000_000L);
        awaitBalance(odd, ODD, BTC, 24_975_000L);
        awaitBalance(even, EVEN, BTC, 75_000_000L);
        awaitBalance(even, EVEN, USDT, 10_497_900_000L);
        awaitBalance(odd, Accounts.FEE, BTC, 25_000L);
        awaitBalance(even, Accounts.FEE, USDT, 2_100_000L);
        awaitBalance(even, Accounts.CLEARING - 1, BTC, 25_000_000L);
        awaitBalance(odd, Accounts.CLEARING, USDT, 10_500_000_000L);
        assertNothingIsOwed();

        assertEquals(200, limit(ODD, "bid", "BUY", "41000.00", "0.10").status());
        oddNode.destroyForcibly().onExit().join();
        final Answer sell = limit(EVEN, "into-bid", "SELL", "41000.00", "0.05");
        assertEquals("FILLED", sell.text("status"), sell.body());
        final Answer refused = limit(ODD, "away", "BUY", "40000.00", "0.01");
        assertTrue(refused.status() >= 500, refused.toString());
        startOddNode();
        Await.until("the shard answers again", () -> isAccepted("away"));
        awaitBalance(odd, ODD, BTC, 24_975_000L + 4_999_000L);
        awaitBalance(odd, ODD, USDT, 37_450_000_000L);
        awaitBalance(even, EVEN, BTC, 70_000_000L);
        assertNothingIsOwed();
        final Balance balance = odd.balances(ODD).get(USDT);
        assertEquals(0, balance.held().compareTo(new BigDecimal(2_050_000_000L + 400_000_000L)), balance.toString());
    }

    private boolean isAccepted(final String clientOrderId) {
        try {
            return limit(ODD, clientOrderId, "BUY", "40000.00", "0.01").status() == 200;
        } catch (final IOException e) {
            return false;
        }
    }

    /** Both shards have applied the same outputs: what one owes the other, the other owes it. */
    private void assertNothingIsOwed() {
        for (final int assetId : List.of(BTC, USDT)) {
            Await.until(
                    () -> "clearing accounts sum to zero asset=" + assetId,
                    () -> total(even, Accounts.CLEARING - 1, assetId)
                                    .add(total(odd, Accounts.CLEARING, assetId))
                                    .signum()
                            == 0);
        }
    }

    private static BigDecimal total(final CoreProbe shard, final long accountId, final int assetId) {
        final Balance balance = shard.balances(accountId).getOrDefault(assetId, Balance.of("0", "0"));
        return balance.available().add(balance.held());
    }

    private static void awaitBalance(
            final CoreProbe shard, final long accountId, final int assetId, final long expected) {
        Await.until(
                () -> "account " + accountId + " has " + expected + " of asset " + assetId + " but "
                        + total(shard, accountId, assetId),
                () -> total(shard, accountId, assetId).compareTo(BigDecimal.valueOf(expected)) == 0);
    }

    private Answer limit(
            final long userId, final String clientOrderId, final String side, final String price, final String quantity)
            throws IOException {
        return client.limitOrder(userId, clientOrderId, side, price, quantity, "RESULT");
    }

    /** The parts find each other while it is repeated. */
    private void transferIn(final long userId, final String asset, final String amount) {
        Await.until("user " + userId + " has " + amount + " " + asset, () -> {
            try {
                final Answer answer =
                        client.transfer("/transfer_in", userId, "in-" + userId + "-" + asset, asset, amount);
                return answer.status() == 200 && answer.text("status").equals("APPLIED");
            } catch (final IOException e) {
                return false;
            }
        });
    }

    private void startOddNode() throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String opened : List.of("jdk.internal.misc", "sun.nio.ch", "java.util.zip")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Millrace.class.getName()));
        command.addAll(List.of("ubscore", "--config=" + directory.resolve("odd.conf")));
        oddNode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("odd.log").toFile()))
                .start();
    }

    private String settings(final String bootstrap) {
        final String feed =
                "publish = \"tcp://127.0.0.1:" + (port + 10) + "\", replay = \"tcp://127.0.0.1:" + (port + 11) + "\"";
        return "millrace {\n"
                + "  topology.shards = 2\n"
                + "  broker.bootstrap = \"" + bootstrap + "\"\n"
                + "  store.contact-points = \"127.0.0.1:1\"\n"
                + "  feed.engines = [{ lanes = [0, 1, 2, 3], " + feed + " }]\n"
                + "  engine { lanes = [0, 1, 2, 3], " + feed + ", data-dir = \"" + directory.resolve("engine")
                + "\" }\n"
                + "  ubscore { members = [\"127.0.0.1:" + port + "\"], log.free-space-min = 1 MiB }\n"
                + "  gateway { http.port = 0, admin.port = 0, ubscore.shards = ["
                + endpoints(port) + ", " + endpoints(port + 100) + "] }\n"
                + "}\n";
    }

    private static String endpoints(final int port) {
        return "{ ingress = \"0=127.0.0.1:" + port + "\", queries = [\"127.0.0.1:" + (port + 5) + "\"] }";
    }

    private static Config config(final String settings) {
        return ExchangeConfig.effective(ConfigFactory.parseString(settings));
    }

    private <T extends AutoCloseable> T opened(final T part) {
        parts.push(part);
        return part;
    }
}
