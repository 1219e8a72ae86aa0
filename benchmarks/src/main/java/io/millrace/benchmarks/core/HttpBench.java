package io.millrace.benchmarks.core;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import io.millrace.gateway.GatewayMain;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code POST /orders} through a gateway to a real UBSCore and back, beside a bare Undertow that takes and gives the same bytes;
 * the same client for both, rounds taken in turn.
 */
@Command(
        name = "http",
        description = "POST /orders to the durable answer, beside bare Undertow with the same bytes.",
        mixinStandardHelpOptions = true)
public final class HttpBench implements Runnable {
    private static final int ROWS = 1 << 20;
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final double LOAD = 0.5;
    private static final int WARM_UP_ROUNDS = 8;
    /** Threads that use less of an answer are not worth a line. */
    private static final double US_SHOWN_MIN = 0.5;

    /** How requests say whose they are. */
    enum Signing {
        NONE,
        HMAC
    }

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "40000",
            description = "Requests a round; default ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "64",
            description = "Connections, each with one request under way; default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--signing",
            paramLabel = "HOW",
            split = ",",
            defaultValue = "NONE,HMAC",
            description =
                    "NONE: without authentication, as on loopback; HMAC: every request signed; default ${DEFAULT-VALUE}.")
    private List<Signing> signings;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Users with funds; default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the log is written, on the disk to be measured; default: a temporary directory.")
    private Path dir;

    @Override
    public void run() {
        final String reading =
                "POST /orders on kept connections, one request under way on each. millrace answers when the order is held,"
                        + " in the Raft log, and the log is fsynced; bare Undertow reads the same body and answers the same bytes."
                        + " Rates are medians of the rounds, which take turns. Client, servers and UBSCore share the machine and"
                        + " one JVM. Without authentication, as on loopback; then with every request signed (HMAC-SHA256).";
        final Path root = BenchNode.directory(dir, "http");
        final int port = BenchNode.freePorts();
        try (Report report = options.report("http", reading);
                BenchNode core = BenchNode.core(root.resolve("core"), port, ROWS);
                CoreLoad funding = new CoreLoad(core.aeronDir(), users, options.seed())) {
            funding.fund();
            funding.settle();
            for (final Signing signing : signings) {
                measure(report, port, signing == Signing.HMAC);
            }
        } finally {
            IoUtil.delete(root.toFile(), true);
        }
    }

    private void measure(final Report report, final int corePort, final boolean isSigned) {
        try (GatewayMain gateway = GatewayMain.launch(gatewayConfig(corePort, isSigned));
                HttpLoad orders = new HttpLoad(gateway.port(), connections, new HttpRequests(users, isSigned));
                BareServer bare = new BareServer(orders.firstAnswer(PATIENCE_NS));
                HttpLoad same = new HttpLoad(bare.port(), connections, new HttpRequests(users, isSigned))) {
            closedLoops(report, same, orders, isSigned ? "signed" : "unsigned");
        }
    }

    private void closedLoops(final Report report, final HttpLoad bare, final HttpLoad orders, final String name) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            bare.closedLoop(requests);
            orders.closedLoop(requests);
        }
        final double[] bareRates = new double[options.rounds()];
        final double[] rates = new double[options.rounds()];
        final double[] ratios = new double[options.rounds()];
        final ProcessorTime time = new ProcessorTime();
        final Map<String, Long> bareNs = new TreeMap<>();
        final Map<String, Long> ordersNs = new TreeMap<>();
        for (int round = 0; round < rates.length; round++) {
            time.begin();
            bareRates[round] = bare.closedLoop(requests);
            time.end().forEach((thread, ns) -> bareNs.merge(thread, ns, Long::sum));
            time.begin();
            rates[round] = orders.closedLoop(requests);
            time.end().forEach((thread, ns) -> ordersNs.merge(thread, ns, Long::sum));
            ratios[round] = rates[round] / bareRates[round];
        }
        report.table("Answers a second, " + name, "connections", "undertow", "millrace", "millrace/undertow");
        report.row(connections, median(bareRates), median(rates), median(ratios));
        processorTime(report, "undertow, " + name, bareNs);
        processorTime(report, "millrace, " + name, ordersNs);
        final double rate = LOAD * median(rates);
        report.table(
                String.format("Open loop at half of millrace's rate, %,.0f a second, from when due, %s", rate, name),
                "us",
                "p50",
                "p90",
                "p99",
                "p99.9",
                "most");
        report.row(latencies("undertow", bare.openLoop(requests, rate)));
        report.row(latencies("millrace", orders.openLoop(requests, rate)));
    }

    /** Threads that used most, the rest in one line. */
    private void processorTime(final Report report, final String server, final Map<String, Long> usedNs) {
        report.table("Processor time of an answer, " + server, "threads", "us");
        final double answers = 1e3 * options.rounds() * requests;
        double rest = 0;
        for (final Map.Entry<String, Long> thread : usedNs.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .toList()) {
            final double us = thread.getValue() / answers;
            if (us >= US_SHOWN_MIN) {
                report.row(thread.getKey(), us);
            } else {
                rest += us;
            }
        }
        report.row("all others", rest);
        report.row(
                "together", usedNs.values().stream().mapToLong(Long::longValue).sum() / answers);
    }

    private static Object[] latencies(final String name, final Histogram ns) {
        return new Object[] {
            name,
            ns.getValueAtPercentile(50) / 1e3,
            ns.getValueAtPercentile(90) / 1e3,
            ns.getValueAtPercentile(99) / 1e3,
            ns.getValueAtPercentile(99.9) / 1e3,
            ns.getMaxValue() / 1e3
        };
    }

    private static double median(final double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Only UBSCore is there: neither store, broker nor engine have a part in an order's first answer. */
    private Config gatewayConfig(final int port, final boolean isSigned) {
        return ConfigFactory.parseMap(Map.of(
                        "millrace.gateway.auth.enabled",
                        isSigned,
                        "millrace.gateway.auth.keys",
                        isSigned ? HttpRequests.keys(users) : List.of(),
                        "millrace.gateway.http.port",
                        0,
                        "millrace.gateway.admin.port",
                        0,
                        "millrace.gateway.ubscore.shards",
                        List.of(Map.of(
                                "ingress",
                                "0=127.0.0.1:" + port,
                                "queries",
                                List.of("127.0.0.1:" + (port + BenchNode.QUERY_PORT)))),
                        "millrace.broker.bootstrap",
                        "127.0.0.1:1",
                        "millrace.store.contact-points",
                        "127.0.0.1:1",
                        "millrace.feed.engines",
                        List.of(Map.of(
                                "lanes", List.of(0, 1, 2, 3),
                                "publish", "tcp://127.0.0.1:1",
                                "replay", "tcp://127.0.0.1:1"))))
                .withFallback(ConfigFactory.load())
                .resolve();
    }
}
