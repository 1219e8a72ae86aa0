package io.millrace.gateway;

import com.typesafe.config.Config;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.gateway.egress.CqlAccountPositions;
import io.millrace.gateway.egress.CqlStore;
import io.millrace.gateway.egress.KeyBootstrap;
import io.millrace.gateway.egress.TransferPublisher;
import io.millrace.gateway.egress.UbscoreClient;
import io.millrace.gateway.ingress.AccountHistory;
import io.millrace.gateway.ingress.BalanceEventConsumer;
import io.millrace.gateway.ingress.ChainEventConsumer;
import io.millrace.gateway.ingress.FeedAgent;
import io.millrace.gateway.ingress.HttpGateway;
import io.millrace.gateway.ingress.KeyAdmission;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.trading.AccountEvents;
import io.millrace.gateway.trading.ChainEvents;
import io.millrace.gateway.trading.MarketFeed;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.TransferWaiters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway process. It listens at once and answers NOT_READY for what it can't do yet; everything it stands on may come,
 * go and come back while it runs. Closing it refuses new requests and finishes those under way.
 */
public final class GatewayMain implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GatewayMain.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpGateway http;
    private volatile String halt;

    private GatewayMain(final GatewayContext context, final Config config) {
        try {
            http = wire(context, config);
            http.start();
            LOGGER.info("gateway listens port={} adminPort={}", http.port(), http.adminPort());
        } catch (final RuntimeException fault) {
            close();
            throw fault;
        }
    }

    /**
     * Starts a gateway; {@code config} is the root.
     *
     * @throws IllegalArgumentException if the settings make no sense, or would expose an exchange without authentication
     */
    public static GatewayMain launch(final Config config) {
        return new GatewayMain(new GatewayContext(config), config);
    }

    /** Whether every dependency can be reached. */
    public boolean isReady() {
        return http.isReady();
    }

    /** Port of the public server. */
    public int port() {
        return http.port();
    }

    /** Port of the operators' server. */
    public int adminPort() {
        return http.adminPort();
    }

    /**
     * Blocks until it is closed.
     *
     * @throws IllegalStateException when a lane of the engine's feed has halted: no new start mends that by itself, and
     *     what the gateway would show of the lane is not to be trusted
     */
    public void awaitTermination() throws InterruptedException {
        closed.await();
        if (halt != null) {
            throw new IllegalStateException(halt);
        }
    }

    private void halted(final String why) {
        halt = why;
        closed.countDown();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (final Exception fault) {
                LOGGER.warn("a part of the gateway was not closed well", fault);
            }
        }
        closed.countDown();
    }

    private HttpGateway wire(final GatewayContext context, final Config config) {
        final UbscoreClient core = opened(new UbscoreClient(context.ubscore()));
        final CqlStore store = opened(new CqlStore(context.store(), core::reference, core::refreshReference));
        final AccountEvents accounts = new AccountEvents();
        final TransferWaiters waiters = new TransferWaiters();
        final KeyDirectory keys = new KeyDirectory();
        final KeyAdmission admission = context.admission(keys);
        final KeyBootstrap bootstrap = opened(store.keys(keys));
        final BalanceEventConsumer events = opened(new BalanceEventConsumer(
                context.bootstrap(),
                context.balancePartitions(),
                accounts,
                waiters,
                keys,
                admission == null ? offsets -> {} : bootstrap::begin,
                core::refreshReference));
        events.start();
        final ChainEvents chains = new ChainEvents();
        opened(new ChainEventConsumer(context.bootstrap(), context.chainPartitions(), core::reference, chains))
                .start();
        final TransferPublisher transfers =
                opened(new TransferPublisher(context.transfers(), waiters, events::isReading));
        final MarketFeed market = new MarketFeed(context.lanes());
        final FeedAgent feed = opened(new FeedAgent(
                FeedEndpoint.fromConfig(config),
                context.lanes(),
                FeedContext.fromConfig(config),
                market,
                this::halted));
        feed.start();
        final AccountHistory history = opened(
                new AccountHistory(context.bootstrap(), context.balancePartitions(), new CqlAccountPositions(store)));
        final Ports ports =
                new Ports(core, store, store.history(), store.chain(), chains, transfers, market, accounts, history);
        return opened(new HttpGateway(context.http(admission), ports, context.proofDir()));
    }

    private <T extends AutoCloseable> T opened(final T part) {
        parts.push(part);
        return part;
    }
}
