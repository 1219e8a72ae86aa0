package io.millrace.gateway.egress;

import io.millrace.gateway.trading.AccountState;
import io.millrace.gateway.trading.AdminCommand;
import io.millrace.gateway.trading.AmendOrder;
import io.millrace.gateway.trading.CommandResult;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OpenOrders;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.UbscorePort;
import io.millrace.schema.Accounts;
import io.millrace.schema.sbe.BalancesReplyDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.OpenOrdersReplyDecoder;
import io.millrace.schema.sbe.ReferenceReplyDecoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UBSCore over Aeron. Encodes on the caller's thread, hands over to its own by bounded queues, and never blocks. Closing
 * it refuses what has not been sent and leaves the outcome of the rest unknown.
 */
public final class UbscoreClient implements UbscorePort, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(UbscoreClient.class);
    /** Orders a page of open orders: a few datagrams. */
    private static final int PAGE_COUNT = 100;

    private final UbscoreSettings settings;
    private final List<ManyToOneConcurrentArrayQueue<PendingCommand>> commands;
    private final ManyToOneConcurrentArrayQueue<PendingQuery> queries;
    private final AtomicLong lastId = new AtomicLong();
    private final UbscoreAgent agent;
    private final AgentRunner runner;

    /** Starts connecting at once; {@link #isConnected} says when it is. */
    public UbscoreClient(final UbscoreSettings settings) {
        this.settings = settings;
        commands = settings.shards().stream()
                .map(shard -> new ManyToOneConcurrentArrayQueue<PendingCommand>(settings.inFlightMax()))
                .toList();
        queries = new ManyToOneConcurrentArrayQueue<>(settings.inFlightMax());
        agent = new UbscoreAgent(settings, commands, queries, this::queryReference);
        runner = new AgentRunner(
                UbscoreAgent.idleStrategy(), fault -> LOGGER.error("ubscore client failed", fault), null, agent);
        AgentRunner.startOnThread(runner);
    }

    @Override
    public ReferenceTable reference() {
        return agent.reference();
    }

    @Override
    public boolean isConnected() {
        return agent.isConnected();
    }

    /** Asks for the reference table anew: an instrument was defined or changed. */
    public void refreshReference() {
        agent.wantReference();
    }

    @Override
    public CompletionStage<CommandResult> place(final NewOrder order) {
        return submit(order.userId(), id -> CommandEncoding.newOrder(id, order, nowUs()));
    }

    @Override
    public CompletionStage<CommandResult> cancel(final OrderKey key) {
        return submit(key.userId(), id -> CommandEncoding.cancel(id, key, nowUs()));
    }

    @Override
    public CompletionStage<CommandResult> amend(final AmendOrder amend) {
        return submit(amend.key().userId(), id -> CommandEncoding.amend(id, amend, nowUs()));
    }

    @Override
    public CompletionStage<CommandResult> massCancel(final long userId, final int instrumentId) {
        return submit(userId, id -> CommandEncoding.massCancel(id, userId, instrumentId, nowUs()));
    }

    @Override
    public CompletionStage<CommandResult> cancelAfter(final long userId, final long timeoutUs) {
        return submit(userId, id -> CommandEncoding.cancelAfter(id, userId, timeoutUs, nowUs()));
    }

    @Override
    public CompletionStage<CommandResult> admin(final AdminCommand command) {
        if (command.userId() != 0) {
            return submit(command.userId(), id -> AdminEncoding.encode(id, command));
        }
        CompletionStage<CommandResult> result = submitTo(0, 0, id -> AdminEncoding.encode(id, command));
        for (int shard = 1; shard < settings.shards().size(); shard++) {
            final CompletionStage<CommandResult> other = submitTo(shard, 0, id -> AdminEncoding.encode(id, command));
            result = result.thenCombine(other, (first, second) -> first.accepted() ? second : first);
        }
        return result;
    }

    @Override
    public CompletionStage<OpenOrders> openOrders(final long userId, final int instrumentId) {
        return openOrdersAfter(userId, instrumentId, 0).thenCompose(page -> morePages(userId, instrumentId, page));
    }

    @Override
    public CompletionStage<OpenOrders> order(final OrderKey key) {
        return ask(
                        shard(key.userId()),
                        id -> (buffer, channel) -> QueryEncoding.order(buffer, channel, id, key),
                        this::page)
                .thenApply(page -> page.open);
    }

    @Override
    public CompletionStage<AccountState> account(final long userId) {
        return ask(
                shard(userId),
                id -> (buffer, channel) -> QueryEncoding.balances(buffer, channel, id, userId),
                this::account);
    }

    @Override
    public void close() {
        runner.close();
    }

    private CompletionStage<CommandResult> submit(final long userId, final LongFunction<byte[]> encoding) {
        return submitTo(shard(userId), userId, encoding);
    }

    private CompletionStage<CommandResult> submitTo(
            final int shard, final long userId, final LongFunction<byte[]> encoding) {
        final long correlationId = lastId.incrementAndGet();
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.requestTimeoutMs());
        final PendingCommand command =
                new PendingCommand(correlationId, shard, userId, encoding.apply(correlationId), deadlineNs);
        if (!commands.get(shard).offer(command)) {
            return CompletableFuture.failedStage(full());
        }
        return command.future;
    }

    /** One answer, and whether there is more behind it. */
    private record Page(OpenOrders open, boolean hasMore) {}

    private CompletionStage<OpenOrders> morePages(final long userId, final int instrumentId, final Page page) {
        final List<OrderView> orders = page.open.orders();
        if (!page.hasMore || orders.isEmpty()) {
            return CompletableFuture.completedStage(page.open);
        }
        final long last = orders.get(orders.size() - 1).orderId();
        return openOrdersAfter(userId, instrumentId, last)
                .thenCompose(next -> morePages(userId, instrumentId, next))
                .thenApply(rest -> {
                    final List<OrderView> all = new ArrayList<>(orders);
                    all.addAll(rest.orders());
                    return new OpenOrders(page.open.coreSequence(), all);
                });
    }

    private CompletionStage<Page> openOrdersAfter(final long userId, final int instrumentId, final long afterOrderId) {
        return ask(
                shard(userId),
                id -> (buffer, channel) ->
                        QueryEncoding.openOrders(buffer, channel, id, userId, instrumentId, afterOrderId, PAGE_COUNT),
                this::page);
    }

    private Page page(final DirectBuffer buffer, final int offset) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        if (header.templateId() != OpenOrdersReplyDecoder.TEMPLATE_ID) {
            return null;
        }
        final OpenOrdersReplyDecoder reply = new OpenOrdersReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
        final long coreSequence = reply.coreSequence();
        final boolean hasMore = reply.more() == Flag.YES;
        final List<OrderView> orders = ReplyDecoding.orders(reply, reference());
        if (orders == null) {
            agent.wantReference();
            return null;
        }
        return new Page(new OpenOrders(coreSequence, orders), hasMore);
    }

    private AccountState account(final DirectBuffer buffer, final int offset) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        if (header.templateId() != BalancesReplyDecoder.TEMPLATE_ID) {
            return null;
        }
        final AccountState state = ReplyDecoding.account(
                new BalancesReplyDecoder().wrapAndApplyHeader(buffer, offset, header), reference());
        if (state == null) {
            agent.wantReference();
        }
        return state;
    }

    /** {@code reading} answers null for what can't be understood yet: it is asked for again. */
    private <T> CompletionStage<T> ask(
            final int shard,
            final LongFunction<PendingQuery.Encoding> encoding,
            final BiFunction<DirectBuffer, Integer, T> reading) {
        final CompletableFuture<T> future = new CompletableFuture<>();
        final long queryId = lastId.incrementAndGet();
        final PendingQuery.Reader reader = (buffer, offset) -> {
            final T answer = reading.apply(buffer, offset);
            if (answer != null) {
                future.complete(answer);
            }
            return answer != null;
        };
        final boolean isTaken = queries.offer(new PendingQuery(
                queryId,
                shard,
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.queryTimeoutMs()),
                encoding.apply(queryId),
                reader,
                future::completeExceptionally));
        return isTaken ? future : CompletableFuture.failedStage(full());
    }

    private void queryReference() {
        final long queryId = lastId.incrementAndGet();
        queries.offer(new PendingQuery(
                queryId,
                0,
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.queryTimeoutMs()),
                (buffer, channel) -> QueryEncoding.reference(buffer, channel, queryId),
                (buffer, offset) -> {
                    final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
                    if (header.templateId() != ReferenceReplyDecoder.TEMPLATE_ID) {
                        return false;
                    }
                    agent.reference(ReplyDecoding.reference(
                            new ReferenceReplyDecoder().wrapAndApplyHeader(buffer, offset, header)));
                    return true;
                },
                fault -> {}));
    }

    private int shard(final long userId) {
        return Accounts.shard(userId, settings.shards().size());
    }

    private static Refusal full() {
        return Refusal.of(ErrorCode.BACKPRESSURE, "too many requests wait for ubscore");
    }

    private static long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
