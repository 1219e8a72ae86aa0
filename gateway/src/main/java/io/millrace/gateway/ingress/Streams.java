package io.millrace.gateway.ingress;

import io.millrace.gateway.stream.StreamAgent;
import io.millrace.gateway.stream.StreamHandler;
import io.millrace.gateway.stream.StreamSettings;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.Tickers;
import io.undertow.server.HttpHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket side of the gateway: its agent's thread, and the handler that lets connections in. */
final class Streams implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Streams.class);

    private final StreamSettings settings;
    private final StreamAgent agent;
    private final AgentRunner runner;

    Streams(
            final Ports ports,
            final OrderLookup lookup,
            final Tickers tickers,
            final StreamSettings settings,
            final RequestMetrics metrics) {
        this.settings = settings;
        agent = new StreamAgent(
                new StreamAgent.Sources(
                        ports.core(),
                        ports.feed(),
                        ports.history(),
                        tickers,
                        ports.accounts(),
                        ports.accountHistory(),
                        ports.chainEvents(),
                        lookup),
                settings,
                metrics.streams(),
                System::currentTimeMillis);
        runner = new AgentRunner(
                new BackoffIdleStrategy(10, 10, 1_000, 1_000_000),
                fault -> LOGGER.error("streams failed", fault),
                null,
                agent);
        metrics.gauge("millrace_gateway_stream_connections", agent::connectionCount);
    }

    void start() {
        AgentRunner.startOnThread(runner);
    }

    int connectionCount() {
        return agent.connectionCount();
    }

    /** {@code dispatcher} gets every request that does not open a connection, and answers those that may not. */
    HttpHandler handler(final CallerResolver callers, final HttpDispatcher dispatcher) {
        return new StreamHandler(
                agent, new StreamCallers(callers), settings, System::currentTimeMillis, dispatcher, dispatcher::refuse);
    }

    @Override
    public void close() {
        agent.shutdown();
        runner.close();
    }
}
