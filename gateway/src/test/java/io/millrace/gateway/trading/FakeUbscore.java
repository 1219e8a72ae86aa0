package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** UBSCore with a memory: accepts what it is not told to refuse, knows repeated client ids, keeps open orders. */
public final class FakeUbscore implements UbscorePort {
    public final List<NewOrder> placed = new ArrayList<>();
    public final List<OrderKey> cancels = new ArrayList<>();
    public final List<Long> massCancels = new CopyOnWriteArrayList<>();
    public final List<AmendOrder> amends = new ArrayList<>();
    public final Map<Long, OrderView> open = new HashMap<>();
    public final List<AdminCommand> adminCommands = new ArrayList<>();
    public final Map<Long, AccountState> accounts = new HashMap<>();
    public ReferenceTable reference = Markets.GENESIS;
    public boolean connected = true;
    /** Reason of the next answers; null: accept. */
    public String refusal;
    /** Status that goes with the refusal. */
    public OrderStatus refusalStatus = OrderStatus.NONE;
    /** What the next commands fail with; null: they are answered. */
    public Refusal fault;
    /** What the next queries fail with; null: they are answered. */
    public Refusal queryFault;

    private final Map<String, NewOrder> byClientId = new HashMap<>();
    private final Map<String, Long> idByClientId = new HashMap<>();
    private long lastOrderId = 100;
    private long coreSequence = 1000;

    @Override
    public synchronized ReferenceTable reference() {
        return reference;
    }

    @Override
    public synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized CompletionStage<CommandResult> place(final NewOrder order) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        final String key = order.userId() + "/" + order.clientOrderId();
        final NewOrder before = byClientId.get(key);
        if (before != null) {
            final boolean isSame = before.equals(order);
            return done(isSame, isSame ? "NONE" : "DUPLICATE_CLIENT_ORDER_ID", isSame, idByClientId.get(key), order);
        }
        if (refusal != null) {
            return done(false, refusal, false, 0, order);
        }
        placed.add(order);
        final long orderId = ++lastOrderId;
        byClientId.put(key, order);
        idByClientId.put(key, orderId);
        open.put(orderId, view(orderId, order));
        return done(true, "NONE", false, orderId, order);
    }

    @Override
    public synchronized CompletionStage<CommandResult> cancel(final OrderKey key) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        cancels.add(key);
        return command(key);
    }

    @Override
    public synchronized CompletionStage<CommandResult> amend(final AmendOrder amend) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        amends.add(amend);
        return command(amend.key());
    }

    @Override
    public synchronized CompletionStage<CommandResult> massCancel(final long userId, final int instrumentId) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        massCancels.add(userId);
        final int count = (int) open.values().stream()
                .filter(view -> view.order().userId() == userId)
                .count();
        return CompletableFuture.completedStage(new CommandResult(
                true, "NONE", false, false, OrderStatus.NONE, OrderKey.of(userId, 0), count, stamp(0)));
    }

    @Override
    public synchronized CompletionStage<CommandResult> cancelAfter(final long userId, final long timeoutUs) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        return CompletableFuture.completedStage(
                new CommandResult(true, "NONE", false, false, OrderStatus.NONE, OrderKey.of(userId, 0), 0, stamp(0)));
    }

    @Override
    public synchronized CompletionStage<OpenOrders> openOrders(final long userId, final int instrumentId) {
        if (queryFault != null) {
            return CompletableFuture.failedStage(queryFault);
        }
        final List<OrderView> orders = open.values().stream()
                .filter(view -> view.order().userId() == userId)
                .filter(view -> instrumentId == 0 || view.order().instrument().instrumentId() == instrumentId)
                .toList();
        return CompletableFuture.completedStage(new OpenOrders(coreSequence, orders));
    }

    @Override
    public synchronized CompletionStage<OpenOrders> order(final OrderKey key) {
        if (queryFault != null) {
            return CompletableFuture.failedStage(queryFault);
        }
        final List<OrderView> orders = open.values().stream()
                .filter(view -> view.order().userId() == key.userId())
                .filter(view -> key.orderId() == 0
                        ? view.order().clientOrderId().equals(key.clientOrderId())
                        : view.orderId() == key.orderId())
                .toList();
        return CompletableFuture.completedStage(new OpenOrders(coreSequence, orders));
    }

    @Override
    public synchronized CompletionStage<AccountState> account(final long userId) {
        if (queryFault != null) {
            return CompletableFuture.failedStage(queryFault);
        }
        return CompletableFuture.completedStage(
                accounts.getOrDefault(userId, new AccountState(coreSequence, 0, List.of())));
    }

    @Override
    public synchronized CompletionStage<CommandResult> admin(final AdminCommand command) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        adminCommands.add(command);
        final boolean accepted = refusal == null;
        return CompletableFuture.completedStage(new CommandResult(
                accepted,
                accepted ? "NONE" : refusal,
                false,
                false,
                OrderStatus.NONE,
                OrderKey.of(command.userId(), 0),
                0,
                stamp(0)));
    }

    /** Sequence of the lane record that the last command made. */
    public synchronized long lastOrderSequence() {
        return coreSequence;
    }

    private CompletionStage<CommandResult> command(final OrderKey key) {
        final OrderView view = open.get(key.orderId());
        final boolean isKnown = view != null && view.order().userId() == key.userId();
        final String reason = refusal != null ? refusal : isKnown ? "NONE" : "ORDER_NOT_FOUND";
        final OrderKey answered = isKnown
                ? new OrderKey(key.userId(), key.orderId(), view.order().clientOrderId())
                : OrderKey.of(key.userId(), 0);
        final OrderStatus status = refusal != null ? refusalStatus : isKnown ? OrderStatus.NEW : OrderStatus.NONE;
        return CompletableFuture.completedStage(new CommandResult(
                "NONE".equals(reason), reason, false, false, status, answered, 0, stamp(isKnown ? 1 : 0)));
    }

    private CompletionStage<CommandResult> done(
            final boolean accepted,
            final String reason,
            final boolean replayed,
            final long orderId,
            final NewOrder order) {
        return CompletableFuture.completedStage(new CommandResult(
                accepted,
                reason,
                replayed,
                false,
                OrderStatus.PENDING_NEW,
                new OrderKey(order.userId(), orderId, order.clientOrderId()),
                0,
                stamp(order.instrument().instrumentId())));
    }

    private ReplyStamp stamp(final int instrumentId) {
        coreSequence++;
        return new ReplyStamp(0, 0, instrumentId, coreSequence, coreSequence, 1_767_225_600_004_000L);
    }

    private static OrderView view(final long orderId, final NewOrder order) {
        return new OrderView(
                orderId,
                order,
                new Progress(OrderStatus.NEW, "NONE", 0, order.terms().quantity(), 0, 1001, 5_000, 5_000));
    }
}
