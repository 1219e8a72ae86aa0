package io.millrace.gateway.ingress;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What happens in the gateway as numbers, in Prometheus' format. Any thread may record. */
final class RequestMetrics implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<RouteStatus, Timer> timers = new ConcurrentHashMap<>();
    private final JvmGcMetrics gc = new JvmGcMetrics();

    RequestMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private record RouteStatus(String method, String template, int status) {}

    /** A number to be read when metrics are. */
    void gauge(final String name, final Supplier<Number> value) {
        Gauge.builder(name, value).register(registry);
    }

    /** Counters of the WebSocket side. */
    StreamMeters streams() {
        return new StreamMeters(registry);
    }

    /** One answer; {@code template} keeps the series few: never a path. */
    void answered(final String method, final String template, final int status, final long durationNs) {
        timers.computeIfAbsent(new RouteStatus(method, template, status), this::timer)
                .record(durationNs, TimeUnit.NANOSECONDS);
    }

    List<Route> routes() {
        return List.of(new Route("GET", "/metrics", Access.PUBLIC, Set.of(), request -> scrape().now()));
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private Answer scrape() {
        return new Answer(200, CONTENT_TYPE, registry.scrape().getBytes(StandardCharsets.UTF_8));
    }

    private Timer timer(final RouteStatus key) {
        return Timer.builder("millrace_gateway_request")
                .tag("method", key.method)
                .tag("route", key.template)
                .tag("status", Integer.toString(key.status))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5))
                .register(registry);
    }
}
