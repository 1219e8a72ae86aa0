package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.millrace.chain.DevNet;
import io.millrace.simulation.system.TradingClient.Answer;
import io.millrace.simulation.system.TradingClient.Balance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A whole exchange with a chain of its own: how fast it takes deposits and settles trades, and what kills of its service do. */
@Tag("long")
@Timeout(value = 1800, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChainTest {
    private static final int DEPOSITS = 1000;
    private static final int TRADES = 1000;
    /** Each commit of each flow, by a record that is in it: deposits, withdrawals, batches. */
    private static final List<String> STEPS = List.of(
            "deposit DETECTED",
            "deposit PENDING",
            "deposit CONFIRMED",
            "deposit CREDITED",
            "withdrawal PENDING",
            "withdrawal PROCESSING",
            "withdrawal SUBMITTED",
            "transaction of WITHDRAWAL MINED",
            "withdrawal CONFIRMED",
            "withdrawal CONFIRMED closed",
            "batch PENDING",
            "batch SUBMITTED",
            "transaction of BATCH SUBMITTED",
            "transaction of BATCH MINED",
            "batch SETTLED");

    private static final long USER_FIRST = 2001;
    private static final int USERS = 20;
    private static final List<String> ASSETS = List.of("BTC", "USDT");
    private static final int PORTS = 2;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private RunningExchange exchange;
    private TradingClient client;
    private DevNet net;
    private int metricsPort;

    @BeforeAll
    static void installContracts() throws IOException, InterruptedException {
        final Path contracts = RunningExchange.root().resolve("chain/contracts");
        if (!Files.exists(contracts.resolve("node_modules/.package-lock.json"))) {
            final Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(contracts.toFile())
                    .redirectErrorStream(true)
                    .start();
            final String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, npm.waitFor(), said);
        }
    }

    @BeforeEach
    void up() {
        final int port = RunningExchange.freeBlock(PORTS);
        metricsPort = port + 1;
        exchange = new RunningExchange(
                directory,
                """
                millrace {
                  up.chain = true
                  chain { dev.port = %d, metrics.port = %d, batch.interval = 3s, report-interval = 1s }
                }
                """
                        .formatted(port, metricsPort));
        exchange.up();
        client = new TradingClient(exchange.httpAddress());
        net = DevNet.attach(directory.resolve("data/chain"), port);
    }

    @AfterEach
    void down() {
        exchange.close();
        net.close();
    }

    private static LongStream users() {
        return LongStream.range(USER_FIRST, USER_FIRST + USERS);
    }

    @Test
    void shouldCreditAThousandDepositsAndSettleAThousandTrades() throws Exception {
        final long depositGas = deposits();
        final long startNs = System.nanoTime();
        for (int i = 0; i < TRADES; i++) {
            trade("load-" + i, USER_FIRST + i % 10, USER_FIRST + 10 + i % 10);
        }
        final long tradedNs = System.nanoTime();
        Await.until(() -> "settled " + settledTrades(), () -> settledTrades() >= TRADES);
        final long settledNs = System.nanoTime();
        final List<? extends Config> batches = batches();
        final long gas =
                batches.stream().mapToLong(batch -> batch.getLong("gasUsed")).sum();
        System.out.println("trades=" + TRADES + " matched_s=" + seconds(tradedNs - startNs) + " settled_s="
                + seconds(settledNs - startNs) + " settled_per_s=" + rate(TRADES, settledNs - startNs) + " batches="
                + batches.size() + " gas_per_batch=" + gas / batches.size() + " gas_per_trade=" + gas / TRADES
                + " legs="
                + batches.stream().mapToInt(batch -> batch.getInt("legs")).sum() + " gas_per_deposit="
                + depositGas);
        assertEquals(
                "SETTLED",
                client.read(1, "/api/v1/settlement/trade?symbol=BTC_USDT&tradeId=1")
                        .text("status"));
        agree();
        assertShortfallReadsZero();
        assertAuditFindsNothing();
    }

    /** Pays them in and waits for the credits; returns the gas of one. */
    private long deposits() {
        final long startNs = System.nanoTime();
        final List<String> hashes = new ArrayList<>();
        for (int i = 0; i < DEPOSITS; i++) {
            final boolean isCoin = i / USERS % 2 == 0;
            hashes.add(net.deposit(
                    USER_FIRST + i % USERS, isCoin ? "BTC" : "USDT", new BigDecimal(isCoin ? "1" : "50000")));
        }
        final long sentNs = System.nanoTime();
        final int each = DEPOSITS / USERS / 2;
        users().forEach(user -> {
            await(user, "BTC", new BigDecimal(each));
            await(user, "USDT", new BigDecimal(50_000 * each));
        });
        final long creditedNs = System.nanoTime();
        users().forEach(user -> Await.until(
                "deposits of " + user + " are in the store",
                () -> read(user, "/api/v1/deposits?limit=500").getConfigList("deposits").stream()
                                .filter(deposit -> deposit.getString("status").equals("CREDITED"))
                                .count()
                        == DEPOSITS / USERS));
        final long gas = hashes.stream().mapToLong(net::gasUsed).sum() / DEPOSITS;
        System.out.println("deposits=" + DEPOSITS + " sent_s=" + seconds(sentNs - startNs) + " credited_s="
                + seconds(creditedNs - startNs) + " credited_per_s=" + rate(DEPOSITS, creditedNs - startNs)
                + " last_credit_behind_its_deposit_s=" + seconds(creditedNs - sentNs) + " gas_each=" + gas);
        return gas;
    }

    @Test
    void shouldAgreeToTheLastUnitWhereverItIsKilled() throws Exception {
        users().forEach(user -> ASSETS.forEach(
                asset -> net.deposit(user, asset, new BigDecimal(asset.equals("BTC") ? "5" : "500000"))));
        users().forEach(user -> await(user, "USDT", new BigDecimal("500000")));
        try (ChainFlow flow = new ChainFlow(net, client, USER_FIRST, USERS);
                ChainSteps steps = new ChainSteps(exchange.brokerPort())) {
            for (final String step : STEPS) {
                final long offset = steps.await(step, flow::roundCount);
                final long pid = exchange.status("chain").pid();
                exchange.kill("chain");
                Await.until("chain is back after " + step, () -> {
                    final RunningExchange.ProcessStatus now = exchange.status("chain");
                    return now.pid() > 0 && now.pid() != pid && now.state().equals("ready");
                });
                System.out.println("killed when it wrote: " + step + ", which was "
                        + (steps.isKept(offset) ? "kept" : "taken back"));
            }
            flow.finish();
            Await.until(
                    () -> "settled " + settledTrades() + " of " + flow.tradeCount(),
                    () -> settledTrades() >= flow.tradeCount());
            assertEquals(flow.tradeCount(), settledTrades());
            users().forEach(user -> Await.until(
                    () -> "withdrawals of " + user + " are over " + read(user, "/api/v1/withdrawals"),
                    () -> read(user, "/api/v1/withdrawals").getConfigList("withdrawals").stream()
                            .allMatch(
                                    withdrawal -> withdrawal.getString("status").equals("SETTLED"))));
            final BigDecimal paid = net.holding("USDT", ChainFlow.TO);
            assertEquals(0, flow.withdrawn().compareTo(paid), "withdrawn " + flow.withdrawn() + " paid " + paid);
            System.out.println("kills=" + STEPS.size() + " deposits=" + flow.depositCount() + " trades="
                    + flow.tradeCount() + " withdrawals=" + flow.withdrawalCount() + " withdrawn=" + flow.withdrawn());
        }
        agree();
        assertShortfallReadsZero();
        assertAuditFindsNothing();
    }

    /** What the exchange owes each user is what the vault has on its books for the user. */
    private void agree() {
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            for (final String asset : ASSETS) {
                final LongFunction<Balance> owed = user -> store.balance(user, 0, asset);
                users().forEach(user -> agree(user, asset, owed.apply(user), net.booked(asset, user)));
                agree(0, asset, owed.apply(-1), net.booked(asset, 0));
            }
        }
    }

    private static void agree(final long user, final String asset, final Balance owed, final BigDecimal booked) {
        assertEquals(0, owed.held().signum(), "held of " + user + " " + asset);
        assertEquals(0, booked.compareTo(owed.available()), user + " " + asset + " owed=" + owed + " booked=" + booked);
    }

    private void assertShortfallReadsZero() {
        for (final String asset : ASSETS) {
            final String zero = "millrace_chain_shortfall{asset=\"" + asset + "\"} 0.0";
            Await.until(() -> "metrics " + metrics(), () -> metrics().contains(zero));
        }
    }

    private String metrics() {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (final IOException e) {
            return e.toString();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void assertAuditFindsNothing() {
        final RunningExchange.Result audit = exchange.audit();
        System.out.println(audit.output());
        assertEquals(0, audit.exitCode(), audit.output());
        assertTrue(audit.output().contains("reserves"), audit.output());
    }

    private void trade(final String id, final long seller, final long buyer) throws IOException {
        final Answer sell = client.limitOrder(seller, id + "-s", "SELL", "40000.00", "0.001", "ACK");
        assertEquals(200, sell.status(), sell.body());
        final Answer buy = client.limitOrder(buyer, id + "-b", "BUY", "40000.00", "0.001", "ACK");
        assertEquals(200, buy.status(), buy.body());
    }

    private void await(final long user, final String asset, final BigDecimal amount) {
        Await.until("user " + user + " has " + amount + " " + asset, () -> {
            try {
                return client.balance(user, asset).available().compareTo(amount) == 0;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private List<? extends Config> batches() {
        return read(1, "/api/v1/settlement/batches?chainId=31337&limit=500").getConfigList("batches");
    }

    private int settledTrades() {
        return batches().stream()
                .filter(batch -> batch.getString("status").equals("SETTLED"))
                .mapToInt(batch -> batch.getInt("trades"))
                .sum();
    }

    private Config read(final long user, final String path) {
        try {
            final Answer answer = client.read(user, path);
            assertEquals(200, answer.status(), answer.body());
            return answer.json();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String seconds(final long durationNs) {
        return BigDecimal.valueOf(durationNs, 9)
                .setScale(1, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static long rate(final long count, final long durationNs) {
        return count * TimeUnit.SECONDS.toNanos(1) / durationNs;
    }
}
