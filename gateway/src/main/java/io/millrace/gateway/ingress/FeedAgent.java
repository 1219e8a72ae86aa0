package io.millrace.gateway.ingress;

import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.LaneStart;
import io.millrace.feed.LaneState;
import io.millrace.gateway.trading.MarketFeed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that takes the engine's outputs and owns the books that come of them. */
public final class FeedAgent implements Agent, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FeedAgent.class);

    private final MarketFeed market;
    private final int laneCount;
    private final Consumer<String> onHalt;
    private String halted;
    private final EngineFeedSubscriber subscriber;
    private final AgentRunner runner;

    /**
     * Takes all lanes from {@code endpoints}, each from an image of its books.
     *
     * @param onHalt is told once, on the feed's thread, when a lane can't go on: its books are not to be shown any more
     */
    public FeedAgent(
            final List<FeedEndpoint> endpoints,
            final int laneCount,
            final FeedContext context,
            final MarketFeed market,
            final Consumer<String> onHalt) {
        this.market = market;
        this.laneCount = laneCount;
        this.onHalt = onHalt;
        final Map<Integer, LaneStart> starts = new HashMap<>();
        for (int lane = 0; lane < laneCount; lane++) {
            starts.put(lane, LaneStart.IMAGE);
        }
        subscriber = new EngineFeedSubscriber(endpoints, starts, context, new FeedAdapter(market));
        runner = new AgentRunner(
                new BackoffIdleStrategy(10, 10, 1_000, 1_000_000),
                fault -> LOGGER.error("feed consumer failed", fault),
                null,
                this);
    }

    public void start() {
        AgentRunner.startOnThread(runner);
    }

    @Override
    public int doWork() {
        final int count = subscriber.doWork(System.nanoTime());
        market.live(subscriber.isLive());
        for (int lane = 0; lane < laneCount && halted == null; lane++) {
            if (subscriber.state(lane) == LaneState.HALTED) {
                halted = "the feed of lane " + lane + " has halted after sequence " + subscriber.sequence(lane);
                LOGGER.error("{}: what it delivers does not fit what was delivered before", halted);
                onHalt.accept(halted);
            }
        }
        return count;
    }

    @Override
    public void onClose() {
        subscriber.close();
    }

    @Override
    public String roleName() {
        return "gateway-feed";
    }

    @Override
    public void close() {
        runner.close();
    }
}
