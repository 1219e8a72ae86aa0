package io.millrace.gateway.stream;

import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.AccountEventPort;
import io.millrace.gateway.trading.AccountHistoryPort;
import io.millrace.gateway.trading.AccountListener;
import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainEvents;
import io.millrace.gateway.trading.ChainListener;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.HistoryPort;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.PaymentView;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Tickers;
import io.millrace.gateway.trading.UbscorePort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns channels, subscriptions and who is connected. Looks at the books again and again and tells what
 * changed: what a client is not told in one step is in the next, in fewer words. Other threads hand it tasks.
 */
public final class StreamAgent implements Agent, AccountListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamAgent.class);
    /** Tasks that wait: control messages of many clients and bursts of account events. Full: the sender is told. */
    private static final int TASKS_MAX = 1 << 16;

    private static final int TASKS_PER_STEP_MAX = 1024;
    private static final long TICK_MS = 100;
    private static final long SECOND_MS = 1000;
    /** How long a client that is told to go may take to. */
    private static final long LEAVE_MS = 10_000;

    private static final long REPLAY_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Events that a replay is ahead of what is told: few beside the bound of the outbox. */
    private static final int REPLAY_UNTOLD_MAX = 32;
    /** How long a replay waits for a client that does not read. */
    private static final long REPLAY_PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private final Sources sources;
    private final StreamSettings settings;
    private final StreamMetrics metrics;
    private final LongSupplier clockMs;
    private final ChannelRegistry channels;
    private final ManyToOneConcurrentArrayQueue<Runnable> tasks = new ManyToOneConcurrentArrayQueue<>(TASKS_MAX);
    private final Set<StreamSession> sessions = new HashSet<>();
    private final Map<Long, List<AccountFeed>> feedsByUser = new HashMap<>();
    private volatile boolean isAccountGap;
    private volatile boolean isShut;
    private volatile int connectionCount;
    private Thread thread;
    private long nextTickMs;
    private long nextBeatMs;
    private long nextPingMs;

    /** Where everything that is told comes from. */
    public record Sources(
            UbscorePort core,
            FeedPort feed,
            HistoryPort history,
            Tickers tickers,
            AccountEventPort accounts,
            AccountHistoryPort accountHistory,
            ChainEvents chains,
            OrderLookup lookup) {}

    public StreamAgent(
            final Sources sources,
            final StreamSettings settings,
            final StreamMetrics metrics,
            final LongSupplier clockMs) {
        this.sources = sources;
        this.settings = settings;
        this.metrics = metrics;
        this.clockMs = clockMs;
        channels = new ChannelRegistry(sources, this::publish, this::insist, clockMs);
        sources.accounts().addListener(this);
        sources.chains().addListener(new ChainTeller());
    }

    @Override
    public String roleName() {
        return "gateway-streams";
    }

    @Override
    public void onStart() {
        thread = Thread.currentThread();
    }

    @Override
    public int doWork() {
        int count = tasks.drain(Runnable::run, TASKS_PER_STEP_MAX);
        for (final Market market : channels.markets()) {
            count += market.poll();
        }
        final long nowMs = clockMs.getAsLong();
        if (nowMs >= nextTickMs) {
            nextTickMs = nowMs + TICK_MS;
            tick(nowMs);
            count++;
        }
        return count;
    }

    /** Connections that are open. Any thread. */
    public int connectionCount() {
        return connectionCount;
    }

    /** Tells everyone that the gateway goes, and closes all connections with 1012. Any thread; returns when all are gone or the time is over. */
    public void shutdown() {
        post(() -> {
            isShut = true;
            for (final StreamSession session : sessions) {
                final byte[] farewell = session.dialect.farewell();
                if (farewell != null) {
                    session.answer(farewell);
                }
                session.closeWhenSent(CloseCodes.RESTART, "the gateway restarts");
            }
        });
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.drainMs());
        while (connectionCount > 0 && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(REPLAY_PAUSE_NS);
        }
    }

    @Override
    public void onEvent(final AccountEvent event) {
        if (!tasks.offer(() -> feeds(event.userId()).forEach(feed -> feed.onLive(event)))) {
            isAccountGap = true;
        }
    }

    @Override
    public void onGap() {
        isAccountGap = true;
    }

    /** Tells what happens on chains; on the consumer's thread. */
    private final class ChainTeller implements ChainListener {
        @Override
        public void onDeposit(final long userId, final DepositView deposit) {
            tell(userId, ChainMessages.DEPOSITS, ChainMessages.deposit(deposit));
        }

        @Override
        public void onPayment(final long userId, final PaymentView payment) {
            tell(userId, ChainMessages.WITHDRAWALS, ChainMessages.payment(payment));
        }

        private void tell(final long userId, final String channel, final byte[] text) {
            if (!tasks.offer(() -> feeds(userId).forEach(feed -> feed.tell(channel, text)))) {
                isAccountGap = true;
            }
        }

        @Override
        public void onBatch(final BatchView batch) {
            tasks.offer(
                    () -> publish(channels.settlement(), channels.settlement().update(batch)));
        }

        @Override
        public void onGap() {
            isAccountGap = true;
        }
    }

    StreamSettings settings() {
        return settings;
    }

    ReferenceTable reference() {
        return sources.core().reference();
    }

    ChannelRegistry channels() {
        return channels;
    }

    /** Runs something on this thread; false if too much waits already. Any thread. */
    boolean post(final Runnable task) {
        return tasks.offer(task);
    }

    /** A client came. Any thread. */
    void connect(final StreamSession session) {
        final boolean isTaken = post(() -> {
            sessions.add(session);
            connectionCount = sessions.size();
            if (isShut) {
                session.close(CloseCodes.RESTART, "the gateway restarts");
            }
        });
        if (!isTaken) {
            session.close(CloseCodes.TRY_AGAIN, "the gateway is overloaded");
        }
    }

    /** A client is gone. Any thread. */
    void disconnect(final StreamSession session) {
        insist(() -> remove(session));
    }

    /** Begins the streams that a client's address names. Any thread. */
    void open(final StreamSession session, final BinanceDialect dialect, final List<String> names) {
        insist(() -> {
            try {
                dialect.open(session, names);
            } catch (final Refusal refusal) {
                session.answer(dialect.refusal("null", refusal));
                session.closeWhenSent(CloseCodes.POLICY, "a stream does not exist");
            }
        });
    }

    /** A client asks for something. Any thread. */
    void control(final StreamSession session, final Control control) {
        final boolean isTaken = post(() -> {
            metrics.control(control.method());
            try {
                session.dialect.handle(session, control);
            } catch (final Refusal refusal) {
                session.answer(session.dialect.refusal(control.id(), refusal));
            }
        });
        if (!isTaken) {
            session.close(CloseCodes.TRY_AGAIN, "the gateway is overloaded");
        }
    }

    /** A client has taken all that was queued: what fell behind starts anew. Any thread. */
    void caughtUp(final StreamSession session) {
        post(() -> {
            for (final Subscription subscription : session.subscriptions.values()) {
                if (session.outbox.isLagging(subscription)) {
                    tellAnew(subscription, "slow_consumer");
                }
            }
        });
    }

    /** Begins to tell a client about a public channel, with a snapshot. */
    void subscribe(final StreamSession session, final Channel channel) {
        final Subscription subscription = new Subscription(session, channel);
        session.subscriptions.put(channel.name, subscription);
        // The snapshot is told first to those who listen already, as an update.
        final byte[] snapshot = channel.snapshot(null);
        channel.subscriptions.add(subscription);
        if (snapshot != null) {
            session.offer(subscription, snapshot);
        }
    }

    /** Tells a client a public channel from the start again. */
    void tellAnew(final Subscription subscription, final String reason) {
        final Channel channel = subscription.channel;
        channel.subscriptions.remove(subscription);
        subscription.session.outbox.forget(subscription);
        final byte[] snapshot = channel.snapshot(reason);
        channel.subscriptions.add(subscription);
        if (snapshot != null) {
            subscription.session.offer(subscription, snapshot);
        }
    }

    void unsubscribe(final Subscription subscription) {
        subscription.session.subscriptions.remove(subscription.channel.name);
        subscription.channel.subscriptions.remove(subscription);
        subscription.session.outbox.forget(subscription);
        channels.release(subscription.channel);
    }

    /** Begins to tell a client about its account; behind {@code fromSequence}, or from now on if it is negative. */
    void follow(final StreamSession session, final long fromSequence) {
        final AccountFeed feed = new AccountFeed(session.user.userId(), session, sources.lookup(), this::insist);
        session.accountFeed = feed;
        sources.accounts().watch(feed.userId);
        feedsByUser.computeIfAbsent(feed.userId, id -> new ArrayList<>()).add(feed);
        if (fromSequence >= 0) {
            feed.resumeFrom(fromSequence);
            sources.accountHistory()
                    .replay(feed.userId, fromSequence, event -> replay(session, feed, event))
                    .whenComplete((done, fault) -> insist(() -> {
                        if (fault == null) {
                            feed.onReplayEnd();
                        } else {
                            LOGGER.info("account was not replayed userId={} why={}", feed.userId, fault.toString());
                            session.close(CloseCodes.TRY_AGAIN, "events before can't be read now");
                        }
                    }));
        }
    }

    void unfollow(final StreamSession session) {
        final AccountFeed feed = session.accountFeed;
        if (feed != null) {
            session.accountFeed = null;
            sources.accounts().unwatch(feed.userId);
            feedsByUser.computeIfPresent(feed.userId, (id, feeds) -> {
                feeds.remove(feed);
                return feeds.isEmpty() ? null : feeds;
            });
        }
    }

    /** On the history's thread: waits for a client that is slow, but not for ever. */
    private void replay(final StreamSession session, final AccountFeed feed, final AccountEvent event) {
        final long deadlineNs = System.nanoTime() + REPLAY_PATIENCE_NS;
        while (feed.untoldCount() >= REPLAY_UNTOLD_MAX || session.outbox.length() > settings.queueLengthMax() / 2) {
            if (session.isClosing() || System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("client does not read");
            }
            LockSupport.parkNanos(REPLAY_PAUSE_NS);
        }
        feed.onReplaying();
        insist(() -> feed.onReplayed(event));
    }

    /** From another thread, or from this one when what is asked for was there at once. */
    private void insist(final Runnable task) {
        while (!post(task)) {
            if (Thread.currentThread() == thread) {
                task.run();
                return;
            }
            LockSupport.parkNanos(REPLAY_PAUSE_NS);
        }
    }

    private void remove(final StreamSession session) {
        if (!sessions.remove(session)) {
            return;
        }
        connectionCount = sessions.size();
        List.copyOf(session.subscriptions.values()).forEach(this::unsubscribe);
        unfollow(session);
        if (session.isCancelOnDisconnect && session.user != null) {
            final long userId = session.user.userId();
            sources.core().massCancel(userId, 0).whenComplete((result, fault) -> {
                if (fault != null) {
                    LOGGER.warn("cancel on disconnect failed userId={} why={}", userId, fault.toString());
                }
            });
        }
    }

    private List<AccountFeed> feeds(final long userId) {
        return List.copyOf(feedsByUser.getOrDefault(userId, List.of()));
    }

    private void publish(final Channel channel, final byte[] text) {
        final int behind = channel.publish(text);
        metrics.published(channel.kind, channel.subscriptions.size());
        if (behind > 0) {
            metrics.fellBehind(channel.kind, behind);
        }
    }

    private void tick(final long nowMs) {
        channels.refresh();
        final byte[] status = channels.status().update();
        if (status != null) {
            publish(channels.status(), status);
        }
        for (final Market market : channels.markets()) {
            market.tick(nowMs);
        }
        if (isAccountGap) {
            isAccountGap = false;
            sessions.stream()
                    .filter(session -> session.accountFeed != null)
                    .forEach(session -> session.close(
                            CloseCodes.TRY_AGAIN, "events may have been missed, resume from the last accountSequence"));
        }
        if (nowMs >= nextBeatMs) {
            nextBeatMs = nowMs + SECOND_MS;
            metrics.published("heartbeat", channels.heartbeat().beat(nowMs));
            endDead(nowMs);
        }
        if (nowMs >= nextPingMs) {
            nextPingMs = nowMs + settings.pingMs();
            sessions.forEach(session -> session.transport.execute(session.transport::ping));
        }
    }

    /** Drops who should have gone and has not, whatever its socket says, and tells the silent to go. */
    private void endDead(final long nowMs) {
        for (final StreamSession session : List.copyOf(sessions)) {
            if (session.dropMs != 0 && nowMs >= session.dropMs) {
                session.transport.execute(session.transport::abort);
                session.ended();
            } else if (session.dropMs == 0 && session.isLeaving()) {
                session.dropMs = nowMs + LEAVE_MS;
            } else if (session.dropMs == 0 && nowMs - session.lastHeardMs() > settings.silenceMs()) {
                metrics.closed(CloseCodes.POLICY);
                session.close(CloseCodes.POLICY, "nothing was heard for " + settings.silenceMs() + " ms");
                session.transport.execute(session.transport::abort);
            }
        }
    }
}
