package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ClientOrderIds;
import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderHistory;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.Tickers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The gateway's two HTTP servers over its ports: the public one and the operators'. */
public final class HttpGateway implements AutoCloseable {
    private final HealthRoutes health;
    private final RequestMetrics metrics = new RequestMetrics();
    private final RequestLimiter limiter;
    private final HttpServer server;
    private final HttpServer adminServer;

    /**
     * What the servers are and whom they admit.
     *
     * @param keys that requests may be signed with; null: no authentication, whoever asks is believed
     * @param cancelWait how long a cancel waits for the engine, and then for the release
     */
    public record Settings(
            HttpSettings http, HttpSettings admin, LimitSettings limits, List<ApiKey> keys, Duration cancelWait) {}

    /** Prepares; nothing listens before {@link #start}. */
    public HttpGateway(final Settings settings, final Ports ports) {
        health = new HealthRoutes(ports);
        limiter = settings.limits().enabled() ? new BucketLimiter(settings.limits()) : RequestLimiter.NONE;
        final CallerResolver callers = settings.keys() == null
                ? new HeaderCallers()
                : new KeyCallers(settings.keys(), System::currentTimeMillis);
        server = server(settings.http(), publicRoutes(ports, settings.cancelWait()), callers, limiter);
        final List<Route> adminRoutes = new ArrayList<>(health.routes());
        adminRoutes.addAll(metrics.routes());
        adminRoutes.addAll(VersionRoute.routes());
        adminServer = server(settings.admin(), adminRoutes, new HeaderCallers(), RequestLimiter.NONE);
        health.dependencies()
                .keySet()
                .forEach(name -> metrics.gauge(
                        "millrace_gateway_" + name + "_ready",
                        () -> health.dependencies().get(name) ? 1 : 0));
    }

    /** Listens on both ports. */
    public void start() {
        server.start();
        adminServer.start();
    }

    /** Whether every dependency can be reached. */
    public boolean isReady() {
        return health.isReady();
    }

    /** Port of the public server. */
    public int port() {
        return server.port();
    }

    /** Port of the operators' server. */
    public int adminPort() {
        return adminServer.port();
    }

    @Override
    public void close() {
        server.close();
        adminServer.close();
        metrics.close();
    }

    private List<Route> publicRoutes(final Ports ports, final Duration cancelWait) {
        final ReadGate gate = new ReadGate(ports.store(), ports.history(), ports.core());
        final OrderLookup lookup = new OrderLookup(ports.core(), ports.store(), ports.feed(), gate);
        final OrderDesk desk = new OrderDesk(ports.core(), ports.feed(), ports.accounts(), lookup, cancelWait);
        final OrderParser parser = new OrderParser(
                new ClientOrderIds(Clock.nowUs(), ThreadLocalRandom.current().nextLong()));
        final List<Route> routes = new ArrayList<>();
        routes.addAll(new OrderRoutes(ports.core(), desk, lookup, parser).routes());
        routes.addAll(new OrderCommandRoutes(ports.core(), desk, lookup, parser).routes());
        routes.addAll(new TransferRoutes(ports.core(), ports.transfers(), ports.store(), gate).routes());
        routes.addAll(new BalanceRoutes(ports, gate).routes());
        routes.addAll(
                new HistoryRoutes(ports, gate, new OrderHistory(ports.core(), ports.store(), ports.history(), lookup))
                        .routes());
        routes.addAll(new CandleRoutes(ports, new Tickers(ports.history())).routes());
        routes.addAll(new MarketRoutes(ports.core(), ports.feed(), ports.store(), limiter.policies()).routes());
        routes.addAll(health.routes());
        routes.addAll(VersionRoute.routes());
        return routes;
    }

    private HttpServer server(
            final HttpSettings settings,
            final List<Route> routes,
            final CallerResolver callers,
            final RequestLimiter routeLimiter) {
        final HttpDispatcher dispatcher =
                new HttpDispatcher(new Router(routes), callers, routeLimiter, metrics, settings.bodyLengthMax());
        return new HttpServer(settings, dispatcher, dispatcher);
    }
}
