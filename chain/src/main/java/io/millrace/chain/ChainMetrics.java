package io.millrace.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator watches of the chain service, in Prometheus' format under {@code /metrics}. Any thread may call. */
public final class ChainMetrics implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Reserves.Line> lines = new ConcurrentHashMap<>();
    private final AtomicLong failoverCount = new AtomicLong();
    private final AtomicLong disagreementCount = new AtomicLong();
    private final HttpServer server;

    /** Listens; port 0: any that is free. */
    ChainMetrics(final String host, final int port) {
        gauge("millrace_chain_failovers", failoverCount);
        gauge("millrace_chain_disagreements", disagreementCount);
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (final IOException e) {
            throw new UncheckedIOException("metrics can't be served host=" + host + " port=" + port, e);
        }
        server.createContext("/metrics", this::answer);
        server.start();
    }

    private void gauge(final String name, final AtomicLong value) {
        Gauge.builder(name, value::get).register(registry);
    }

    private void answer(final HttpExchange exchange) throws IOException {
        final byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What there is and what is owed, asset by asset: the shortfall must read zero. */
    void onReserves(final List<Reserves.Line> found) {
        for (final Reserves.Line line : found) {
            if (lines.put(line.asset(), line) == null) {
                register("millrace_chain_reserves", line.asset());
                register("millrace_chain_owed", line.asset());
                register("millrace_chain_shortfall", line.asset());
            }
        }
    }

    private void register(final String name, final String asset) {
        Gauge.builder(name, () -> value(name, lines.get(asset)))
                .tag("asset", asset)
                .register(registry);
    }

    private static BigDecimal value(final String name, final Reserves.Line line) {
        return switch (name) {
            case "millrace_chain_reserves" -> line.reserves();
            case "millrace_chain_owed" -> line.owed();
            default -> line.shortfall();
        };
    }

    /** How often endpoints were left for others, and told different things. */
    void onEndpoints(final long failovers, final long disagreements) {
        failoverCount.set(failovers);
        disagreementCount.set(disagreements);
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
    }
}
