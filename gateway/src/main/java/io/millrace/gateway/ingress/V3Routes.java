package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.Tickers;
import java.util.ArrayList;
import java.util.List;

/** Puts the routes under {@code /api/v3} together: those that bots and libraries written for Binance need. */
final class V3Routes {
    private V3Routes() {}

    static List<Route> routes(
            final Ports ports,
            final OrderDesk desk,
            final OrderLookup lookup,
            final OrderParser parser,
            final Tickers tickers,
            final List<RateLimitPolicy> policies,
            final CallerResolver callers) {
        final Protocol protocol = new V3Protocol(callers);
        final V3Symbols symbols = new V3Symbols(ports.core()::reference);
        final V3OrderParser orders = new V3OrderParser(parser, ports.core()::reference);
        final List<Route> routes = new ArrayList<>();
        routes.addAll(new V3MarketRoutes(ports, tickers, symbols, policies, protocol).routes());
        routes.addAll(new V3OrderRoutes(ports, desk, lookup, orders, symbols, protocol).routes());
        routes.addAll(new V3AccountRoutes(ports, lookup, symbols, protocol).routes());
        return routes;
    }
}
