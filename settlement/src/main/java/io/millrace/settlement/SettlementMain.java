package io.millrace.settlement;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.millrace.feed.ZmqFeedLink;
import io.millrace.settlement.egress.Backoff;
import io.millrace.settlement.egress.CqlFaults;
import io.millrace.settlement.egress.CqlRowStore;
import io.millrace.settlement.egress.FaultLog;
import io.millrace.settlement.egress.RowWriter;
import io.millrace.settlement.egress.StoreFault;
import io.millrace.settlement.ingress.ChainSource;
import io.millrace.settlement.ingress.EventSource;
import io.millrace.settlement.ingress.FeedSource;
import io.millrace.settlement.ingress.RecordSource;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressWriter;
import io.millrace.settlement.recovery.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs settlement on a thread of its own: waits for the store, recovers, then steps the agent until it is closed or halts. A
 * store or broker that is away is waited for; a breach ends it, and {@link #awaitTermination} tells. Methods are for any
 * thread.
 */
public final class SettlementMain implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SettlementMain.class);
    /** What was taken is made durable before a clean end, if the store does it in this time. */
    private static final long DRAIN_NS = 3_000_000_000L;

    private static final long PARK_MIN_NS = 1_000;
    private static final int SPINS = 10;
    private static final int YIELDS = 10;

    private final SettlementContext context;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final Map<Place, Long> durable = new ConcurrentHashMap<>();
    private volatile boolean ready;
    private volatile Throwable failure;

    private record Place(Stream stream, int part) {}

    private SettlementMain(final SettlementContext context) {
        this.context = context;
        thread = new Thread(this::run, "settlement");
    }

    /** Starts settlement; returns at once, {@link #isReady} tells when it settles. */
    public static SettlementMain launch(final Config config) {
        final SettlementMain main = new SettlementMain(new SettlementContext(config));
        main.thread.start();
        return main;
    }

    /** Whether the store was found, the places are claimed and events are being settled. */
    public boolean isReady() {
        return ready;
    }

    /** Last sequence of a part that is durable with all its rows; 0: none yet. */
    public long durableSequence(final Stream stream, final int part) {
        return durable.getOrDefault(new Place(stream, part), 0L);
    }

    private void run() {
        try (CqlSession session = openPatiently()) {
            if (session != null) {
                final Recovery recovery = recoverPatiently(session);
                if (recovery != null) {
                    settle(session, recovery);
                }
            }
        } catch (final Throwable error) {
            failure = error;
            LOGGER.error("settlement halted reason={}", error.getMessage(), error instanceof Breach ? null : error);
        } finally {
            ready = false;
            terminated.countDown();
        }
    }

    private CqlSession openPatiently() throws InterruptedException {
        return patiently("connect", () -> context.storeConnection().open());
    }

    private Recovery recoverPatiently(final CqlSession session) throws InterruptedException {
        return patiently(
                "recover",
                () -> Recovery.of(
                        session,
                        context.keyspace(),
                        context.writerName(),
                        context.lanes(),
                        context.eventParts(),
                        context.chainParts()));
    }

    /** Tries until it works, waits longer each time; null if we are to stop. What can't heal is thrown. */
    private <T> T patiently(final String step, final Supplier<T> attempt) throws InterruptedException {
        long pauseNs = context.durationNs("retry-min");
        final FaultLog faultLog = new FaultLog(LOGGER);
        while (true) {
            try {
                return attempt.get();
            } catch (final RuntimeException error) {
                final StoreFault fault = error instanceof StoreFault known ? known : CqlFaults.classify(error);
                if (!fault.isTransient()) {
                    throw error;
                }
                if (faultLog.isDue(System.nanoTime())) {
                    faultLog.warn("waiting for the store step=" + step + " reason=" + fault.getMessage());
                }
            }
            if (stopping.await(pauseNs, TimeUnit.NANOSECONDS)) {
                return null;
            }
            pauseNs = Math.min(pauseNs * 2, context.durationNs("retry-max"));
        }
    }

    private void settle(final CqlSession session, final Recovery recovery) {
        recovery.positions().forEach(this::onDurable);
        try (FeedSource feed = new FeedSource(
                        context.feedEndpoints(),
                        recovery.lanes(),
                        context.feedContext(),
                        ZmqFeedLink.factory(context.feedContext()));
                RecordSource records =
                        new RecordSource(new KafkaConsumer<>(context.consumerSettings("balance")), recovery.events());
                ChainSource chain =
                        new ChainSource(new KafkaConsumer<>(context.consumerSettings("chain")), recovery.chains())) {
            final SettlementAgent agent = agent(session, recovery, List.of(feed, records, chain));
            LOGGER.info(
                    "settling lanes={} event_parts={} chain_parts={}",
                    context.lanes(),
                    context.eventParts(),
                    context.chainParts());
            ready = true;
            loop(agent);
            drain(agent);
        }
    }

    private SettlementAgent agent(final CqlSession session, final Recovery recovery, final List<EventSource> sources) {
        final List<ProgressWriter> progress = new ArrayList<>();
        for (final Stream stream : Stream.values()) {
            final Backoff backoff = new Backoff(context.durationNs("retry-min"), context.durationNs("retry-max"));
            progress.add(new ProgressWriter(stream, recovery.progress(), backoff, position -> {
                onDurable(position);
                sources.forEach(source -> source.onDurable(position));
            }));
        }
        return new SettlementAgent(
                sources,
                listener -> new Ledger(
                        recovery.reference(),
                        recovery.positions(),
                        recovery.candles(),
                        context.checkpointInterval(),
                        listener),
                new RowWriter(new CqlRowStore(session, context.ageSeconds()), context.writerBounds()),
                progress,
                context.batchBounds());
    }

    private void onDurable(final StreamPosition position) {
        durable.put(new Place(position.stream(), position.part()), position.sequence());
    }

    private void loop(final SettlementAgent agent) {
        final IdleStrategy idle = new BackoffIdleStrategy(SPINS, YIELDS, PARK_MIN_NS, context.idleMaxNs());
        while (stopping.getCount() > 0) {
            idle.idle(agent.doWork(System.nanoTime()));
        }
    }

    private static void drain(final SettlementAgent agent) {
        final long deadlineNs = System.nanoTime() + DRAIN_NS;
        while (agent.drain(System.nanoTime()) && System.nanoTime() - deadlineNs < 0) {
            Thread.yield();
        }
    }

    /**
     * Blocks until settlement has ended.
     *
     * @throws IllegalStateException if it halted; the cause says why.
     */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
        if (failure != null) {
            throw new IllegalStateException("settlement halted: " + failure.getMessage(), failure);
        }
    }

    /** Stops taking events, makes durable what was taken if the store is there, and ends. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            terminated.await();
        } catch (final InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }
}
