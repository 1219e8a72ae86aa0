package io.millrace.chain;

import com.typesafe.config.Config;
import io.millrace.chain.vault.Signer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the chain service on a thread of its own until it is closed or halts. A broker that is away, or a commit whose end nobody
 * knows, ends one life of it: the next begins from the journal. A breach ends it, and {@link #awaitTermination} tells. Methods are
 * for any thread.
 */
public final class ChainMain implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChainMain.class);
    private static final long RETRY_MS = 1_000;
    private static final long PARK_MIN_NS = 100_000;
    private static final long PARK_MAX_NS = 20_000_000;

    private final ChainContext context;
    /** Null: the chain is not our own. */
    private final DevNet net;

    private final Signer signer;
    private final ChainMetrics metrics;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile Throwable failure;

    private ChainMain(final ChainContext context, final DevNet net) {
        this.context = context;
        this.net = net;
        signer = context.signer();
        metrics = context.metrics();
        thread = new Thread(this::run, "chain");
    }

    /** Opens the key and starts; {@link #isReady} tells when it works. Wrong settings are refused. */
    public static ChainMain launch(final Config config) {
        final DevNet net = DevNet.isWanted(config) ? DevNet.start(config) : null;
        final ChainMain main = new ChainMain(new ChainContext(net == null ? config : net.over(config)), net);
        main.thread.start();
        return main;
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                live();
                ready = false;
                stopping.await(RETRY_MS, TimeUnit.MILLISECONDS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final Throwable e) {
            failure = e;
            LOGGER.error("chain service halted reason={}", e.getMessage(), e);
        } finally {
            ready = false;
            CloseHelper.quietCloseAll(metrics, net);
            terminated.countDown();
        }
    }

    private void live() {
        try (ChainAgent agent = new ChainAgent(context, signer, metrics)) {
            ready = true;
            final IdleStrategy idle = new BackoffIdleStrategy(1, 1, PARK_MIN_NS, PARK_MAX_NS);
            while (stopping.getCount() > 0) {
                idle.idle(agent.doWork(System.nanoTime(), ChainContext.nowUs()));
            }
        } catch (final KafkaException e) {
            LOGGER.warn("broker fault, beginning again from the journal reason={}", e.toString());
        }
    }

    /** Port of its metrics. */
    public int metricsPort() {
        return metrics.port();
    }

    /** Whether it has read its journal and works. */
    public boolean isReady() {
        return ready;
    }

    /**
     * Blocks until the service has ended.
     *
     * @throws IllegalStateException if it halted; the cause says why.
     */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
        if (failure != null) {
            throw new IllegalStateException("chain service halted: " + failure.getMessage(), failure);
        }
    }

    /** Ends it between two steps. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            terminated.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
