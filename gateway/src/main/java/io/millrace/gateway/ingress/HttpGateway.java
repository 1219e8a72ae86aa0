package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ClientOrderIds;
import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.ReadGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The gateway's two HTTP servers over its ports: the public one and the operators'. */
public final class HttpGateway implements AutoCloseable {
    private final HealthRoutes health;
    private final HttpServer server;
    private final HttpServer adminServer;

    /** Prepares; nothing listens before {@link #start}. */
    public HttpGateway(
            final HttpSettings settings,
            final HttpSettings adminSettings,
            final Duration cancelWait,
            final Ports ports) {
        health = new HealthRoutes(ports);
        server = server(settings, publicRoutes(ports, cancelWait));
        adminServer = server(adminSettings, health.routes());
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
    }

    private List<Route> publicRoutes(final Ports ports, final Duration cancelWait) {
        final ReadGate gate = new ReadGate(ports.store());
        final OrderLookup lookup = new OrderLookup(ports.core(), ports.store(), ports.feed(), gate);
        final OrderDesk desk = new OrderDesk(ports.core(), ports.feed(), ports.accounts(), lookup, cancelWait);
        final OrderParser parser = new OrderParser(
                new ClientOrderIds(Clock.nowUs(), ThreadLocalRandom.current().nextLong()));
        final List<Route> routes = new ArrayList<>();
        routes.addAll(new OrderRoutes(ports.core(), desk, lookup, parser).routes());
        routes.addAll(new OrderCommandRoutes(ports.core(), desk, lookup, parser).routes());
        routes.addAll(new TransferRoutes(ports.core(), ports.transfers(), ports.store(), gate).routes());
        routes.addAll(new BalanceRoutes(ports.core(), ports.store(), gate).routes());
        routes.addAll(new MarketRoutes(ports.core(), ports.feed(), ports.store(), List.of()).routes());
        routes.addAll(health.routes());
        return routes;
    }

    private static HttpServer server(final HttpSettings settings, final List<Route> routes) {
        final HttpDispatcher dispatcher = new HttpDispatcher(
                new Router(routes), new HeaderCallers(), RequestLimiter.NONE, settings.bodyLengthMax());
        return new HttpServer(settings, dispatcher, dispatcher);
    }
}
