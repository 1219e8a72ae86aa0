package io.millrace.gateway.ingress;

import io.millrace.gateway.stream.StreamSettings;
import io.millrace.gateway.trading.ClientOrderIds;
import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderHistory;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.Tickers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The gateway's two HTTP servers over its ports: the public one and the operators'. */
public final class HttpGateway implements AutoCloseable {
    private final HealthRoutes health;
    private final List<Route> routes;
    private final List<Route> adminRoutes;
    private final RequestMetrics metrics = new RequestMetrics();
    private final RequestLimiter limiter;
    private final Streams streams;
    private final HttpServer server;
    private final HttpServer adminServer;

    /**
     * What the servers are and whom they admit.
     *
     * @param admission of keys; null: no authentication, whoever asks is believed
     * @param cancelWait how long a cancel waits for the engine, and then for the release
     */
    public record Settings(
            HttpSettings http,
            HttpSettings admin,
            LimitSettings limits,
            KeyAdmission admission,
            Duration cancelWait,
            StreamSettings streams) {}

    /** As below, with no proofs to publish. */
    public HttpGateway(final Settings settings, final Ports ports) {
        this(settings, ports, Path.of("."));
    }

    /** Prepares; nothing listens before {@link #start}. Proofs of liabilities are read from {@code proofDir}. */
    public HttpGateway(final Settings settings, final Ports ports, final Path proofDir) {
        health = new HealthRoutes(ports);
        limiter = settings.limits().enabled() ? new BucketLimiter(settings.limits()) : RequestLimiter.NONE;
        final ReadGate gate = new ReadGate(ports.store(), ports.history(), ports.core());
        final OrderLookup lookup = new OrderLookup(ports.core(), ports.store(), ports.feed(), gate);
        final Tickers tickers = new Tickers(ports.history());
        streams = new Streams(ports, lookup, tickers, settings.streams(), metrics);
        final KeyAdmission admission = settings.admission();
        adminRoutes = adminRoutes(ports);
        final List<Route> keyRoutes = new ArrayList<>();
        final CallerResolver callers;
        final CallerResolver v3Callers;
        final CallerResolver operators;
        if (admission == null) {
            callers = new HeaderCallers();
            v3Callers = new V3Callers(callers, null, System::currentTimeMillis);
            operators = Caller.OPERATORS;
        } else {
            final KeyRoutes keys = new KeyRoutes(ports.core(), admission);
            keyRoutes.addAll(keys.publicRoutes());
            adminRoutes.addAll(keys.adminRoutes());
            final KeyCallers signers = new KeyCallers(admission, System::currentTimeMillis);
            callers = signers;
            v3Callers = new V3Callers(callers, signers, System::currentTimeMillis);
            operators = callers;
        }
        routes = publicRoutes(ports, gate, lookup, tickers, v3Callers, settings.cancelWait());
        routes.addAll(keyRoutes);
        routes.addAll(new ProofRoutes(proofDir).routes());
        final HttpDispatcher dispatcher = dispatcher(settings.http(), routes, callers, limiter);
        server = new HttpServer(settings.http(), dispatcher, streams.handler(callers, dispatcher));
        final HttpDispatcher adminDispatcher =
                dispatcher(settings.admin(), adminRoutes, operators, RequestLimiter.NONE);
        adminServer = new HttpServer(settings.admin(), adminDispatcher, adminDispatcher);
        metrics.gauge("millrace_gateway_requests_active", dispatcher::activeCount);
        health.dependencies()
                .keySet()
                .forEach(name -> metrics.gauge(
                        "millrace_gateway_" + name + "_ready",
                        () -> health.dependencies().get(name) ? 1 : 0));
    }

    /** Listens on both ports. */
    public void start() {
        streams.start();
        server.start();
        adminServer.start();
    }

    /** Whether every dependency can be reached. */
    public boolean isReady() {
        return health.isReady();
    }

    /** WebSocket connections that are open. */
    public int streamConnections() {
        return streams.connectionCount();
    }

    /** What the public server answers. */
    List<Route> routes() {
        return Collections.unmodifiableList(routes);
    }

    /** What the operators' server answers. */
    List<Route> adminRoutes() {
        return Collections.unmodifiableList(adminRoutes);
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
        streams.close();
        server.close();
        adminServer.close();
        metrics.close();
    }

    private List<Route> adminRoutes(final Ports ports) {
        final List<Route> routes = new ArrayList<>(health.routes());
        routes.addAll(metrics.routes());
        routes.addAll(VersionRoute.routes());
        routes.addAll(new AdminRoutes(ports.core()).routes());
        routes.addAll(new WithdrawalRoutes(ports, null).adminRoutes());
        return routes;
    }

    private List<Route> publicRoutes(
            final Ports ports,
            final ReadGate gate,
            final OrderLookup lookup,
            final Tickers tickers,
            final CallerResolver v3Callers,
            final Duration cancelWait) {
        final OrderDesk desk = new OrderDesk(ports.core(), ports.feed(), ports.accounts(), lookup, cancelWait);
        final OrderParser parser = new OrderParser(
                new ClientOrderIds(Clock.nowUs(), ThreadLocalRandom.current().nextLong()));
        final List<Route> routes = new ArrayList<>();
        routes.addAll(new OrderRoutes(ports.core(), desk, lookup, parser).routes());
        routes.addAll(new OrderCommandRoutes(ports.core(), desk, lookup, parser).routes());
        routes.addAll(new WithdrawalRoutes(ports, gate).routes());
        routes.addAll(new ChainRoutes(ports.core(), ports.chain()).routes());
        routes.addAll(new TransferRoutes(ports.core(), ports.transfers(), ports.store(), gate).routes());
        routes.addAll(new BalanceRoutes(ports, gate).routes());
        routes.addAll(
                new HistoryRoutes(ports, gate, new OrderHistory(ports.core(), ports.store(), ports.history(), lookup))
                        .routes());
        routes.addAll(new CandleRoutes(ports, tickers).routes());
        routes.addAll(new MarketRoutes(ports.core(), ports.feed(), ports.store(), limiter.policies()).routes());
        routes.addAll(V3Routes.routes(ports, desk, lookup, parser, tickers, limiter.policies(), v3Callers));
        routes.addAll(health.routes());
        routes.addAll(VersionRoute.routes());
        routes.addAll(AsyncApiRoute.routes());
        routes.addAll(new PageRoutes().routes());
        return routes;
    }

    private HttpDispatcher dispatcher(
            final HttpSettings settings,
            final List<Route> routes,
            final CallerResolver callers,
            final RequestLimiter routeLimiter) {
        return new HttpDispatcher(new Router(routes), callers, routeLimiter, metrics, settings);
    }
}
