package io.millrace.engine;

import com.typesafe.config.Config;
import io.millrace.engine.egress.JournalOutputSource;
import io.millrace.feed.FeedHungException;
import io.millrace.feed.FeedPublisher;
import io.millrace.feed.FeedWatch;
import io.millrace.feed.ReplayServer;
import io.millrace.schema.sbe.FeedConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The matching-engine process: its lanes, the feed's two sockets, and a thread that keeps the depths and watches the sockets. Safe from any thread.
 */
public final class EngineMain implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EngineMain.class);
    private static final int FOLLOW_COUNT_MAX = 10_000;
    private static final long KEEPER_INTERVAL_MS = 50;

    private final List<Lane> lanes = new ArrayList<>();
    private final ExecutorService background = Executors.newCachedThreadPool(EngineMain::daemon);
    private final Thread keeper = daemon(this::keep);
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final EngineContext context;
    private final FeedPublisher publisher;
    private ReplayServer replayServer;
    private volatile boolean isClosed;

    private EngineMain(final EngineContext context) {
        this.context = context;
        publisher = new FeedPublisher(context.endpoints().publish(), context.feed());
    }

    /**
     * Recovers the configured lanes and runs them.
     *
     * @param config the root configuration.
     * @throws RuntimeException if a lane can't be recovered, has another owner of its data directory, or an address is taken.
     */
    public static EngineMain launch(final Config config) {
        final EngineContext context = EngineContext.fromConfig(config);
        final EngineMain main = new EngineMain(context);
        try {
            main.start();
            return main;
        } catch (final RuntimeException ex) {
            main.close();
            throw ex;
        }
    }

    private void start() {
        for (final int lane : context.lanes()) {
            lanes.add(Lane.open(lane, context, publisher, background));
        }
        final Map<Integer, Lane> byNumber = lanes.stream().collect(Collectors.toMap(Lane::number, Function.identity()));
        final JournalOutputSource source = new JournalOutputSource(
                lanes.stream().collect(Collectors.toMap(Lane::number, Lane::served)), this::halt);
        replayServer = new ReplayServer(
                        context.endpoints().replay(),
                        context.feed(),
                        source,
                        source,
                        (lane, consumer, part, sequence) -> confirm(byNumber.get(lane), consumer, part, sequence))
                .start();
        lanes.forEach(lane -> lane.start(this::halt));
        keeper.start();
    }

    /** Whether every lane is recovered and either publishes or stands by. */
    public boolean isReady() {
        return !isClosed && failure.get() == null && keeper.isAlive();
    }

    /** Lanes that this process publishes at this moment. */
    public List<Integer> ownedLanes() {
        return lanes.stream().filter(Lane::isOwner).map(Lane::number).collect(Collectors.toList());
    }

    /** Last output of a lane of this process that is durable. */
    public long forcedSequence(final int lane) {
        return lanes.stream()
                .filter(own -> own.number() == lane)
                .mapToLong(own -> own.served().reader().forcedSequence())
                .findAny()
                .orElse(0);
    }

    /** Address that outputs are published at. */
    public String publishEndpoint() {
        return publisher.endpoint();
    }

    /** Address that outputs are replayed at. */
    public String replayEndpoint() {
        return replayServer.endpoint();
    }

    /**
     * Waits until this is closed.
     *
     * @throws LaneBreachException at once when a lane halts.
     * @throws FeedHungException   at once when a socket of the feed hangs; a new process may do better.
     */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
        final Throwable cause = failure.get();
        if (cause instanceof FeedHungException hung) {
            throw hung;
        }
        if (cause != null) {
            throw new LaneBreachException("matching engine halted: " + cause.getMessage(), cause);
        }
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        lanes.forEach(Lane::close);
        if (replayServer != null) {
            replayServer.close();
        }
        publisher.close();
        joinKeeper();
        lanes.forEach(Lane::closeReaders);
        background.shutdown();
        terminated.countDown();
    }

    private void joinKeeper() {
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(5));
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private void halt(final Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            LOGGER.error("matching engine halts cause={}", cause.toString());
        }
        terminated.countDown();
    }

    private static void confirm(final Lane lane, final FeedConsumer consumer, final int part, final long sequence) {
        if (lane == null) {
            return;
        }
        if (consumer == FeedConsumer.UBSCORE) {
            lane.progress().onUbscore(part, sequence);
        } else if (consumer == FeedConsumer.SETTLEMENT) {
            lane.progress().onSettlement(sequence);
        } else if (consumer == FeedConsumer.CHAIN) {
            lane.progress().onChain(part, sequence);
        }
    }

    private void keep() {
        try (FeedWatch watch = new FeedWatch(publisher, replayServer, context.feed())) {
            while (!isClosed) {
                int work = watch.doWork(System.nanoTime());
                if (watch.isHung()) {
                    throw new FeedHungException("a socket of the feed hangs: only a new process gets its port back");
                }
                for (final Lane lane : lanes) {
                    work += lane.depth().keep(FOLLOW_COUNT_MAX);
                }
                if (work == 0) {
                    Thread.sleep(KEEPER_INTERVAL_MS);
                }
            }
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException ex) {
            halt(ex);
        }
    }

    private static Thread daemon(final Runnable task) {
        final Thread thread = new Thread(task, "engine-background");
        thread.setDaemon(true);
        return thread;
    }
}
