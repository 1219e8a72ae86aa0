package io.millrace.gateway.trading;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Finds one order wherever it is known: in the store, and in UBSCore while the store is behind. What was accepted is
 * found. Any thread may call; nothing blocks.
 */
public final class OrderLookup {
    private static final long PAUSE_MILLIS = 25;

    private final UbscorePort core;
    private final StorePort store;
    private final FeedPort feed;
    private final ReadGate gate;

    public OrderLookup(final UbscorePort core, final StorePort store, final FeedPort feed, final ReadGate gate) {
        this.core = core;
        this.store = store;
        this.feed = feed;
        this.gate = gate;
    }

    /** An order and the sequence at which it stood so. */
    public record Found(OrderView view, long sequence) {}

    /** The order as it stands at {@code minSequence} or later; empty if the user has no such order. */
    public CompletionStage<Optional<Found>> find(final OrderKey key, final long minSequence) {
        return gate.await(key.userId(), minSequence)
                .thenCompose(sequence -> stored(key).thenCompose(view -> {
                    final boolean isFresh = view.isPresent()
                            && (minSequence == 0
                                    || view.get().progress().status().isFinal());
                    return isFresh
                            ? CompletableFuture.completedStage(Optional.of(new Found(view.get(), sequence)))
                            : findInCore(key, view, sequence);
                }));
    }

    /** An order that is closed, or soon will be in the store; empty if the user has no such order. */
    public CompletionStage<Optional<OrderView>> findFinal(final OrderKey key) {
        return storedWhenCaughtUp(key, false, deadlineNs());
    }

    /** What an order has traded, as far as the store has it. */
    public CompletionStage<List<Fill>> fills(final OrderView view) {
        return store.fillsOfOrder(view);
    }

    /** The refusal for an order that the user does not have. */
    public static Refusal notFound(final OrderKey key) {
        final String id = key.orderId() == 0 ? key.clientOrderId() : Long.toString(key.orderId());
        return Refusal.of(ErrorCode.ORDER_NOT_FOUND, "there is no such order, id=" + id);
    }

    private CompletionStage<Optional<Found>> findInCore(
            final OrderKey key, final Optional<OrderView> stored, final long sequence) {
        return core.order(key).thenCompose(reply -> {
            final Optional<OrderView> live = reply.orders().stream().findFirst();
            if (live.isPresent() && !live.get().progress().status().isFinal()) {
                return CompletableFuture.completedStage(
                        Optional.of(new Found(merged(live.get(), stored), Math.max(sequence, reply.coreSequence()))));
            }
            return storedWhenCaughtUp(key, live.isPresent(), deadlineNs())
                    .thenApply(view -> view.or(() -> live).map(found -> new Found(found, sequence)));
        });
    }

    /** UBSCore knows the progress, the store the flags. */
    private static OrderView merged(final OrderView live, final Optional<OrderView> stored) {
        return stored.map(view -> new OrderView(view.orderId(), view.order(), live.progress()))
                .orElse(live);
    }

    /** {@code isClosed}: UBSCore knows it as closed, so that the store will have its end. */
    private CompletionStage<Optional<OrderView>> storedWhenCaughtUp(
            final OrderKey key, final boolean isClosed, final long deadlineNs) {
        return isStoreBehind().thenCompose(isBehind -> stored(key).thenCompose(view -> {
            final boolean isSettled =
                    view.isPresent() && view.get().progress().status().isFinal();
            if (isSettled || !isBehind && !isClosed || System.nanoTime() - deadlineNs >= 0) {
                return CompletableFuture.completedStage(view);
            }
            return Pause.ofMillis(PAUSE_MILLIS).thenCompose(ignored -> storedWhenCaughtUp(key, isClosed, deadlineNs));
        }));
    }

    private CompletionStage<Optional<OrderView>> stored(final OrderKey key) {
        if (key.orderId() != 0) {
            return store.order(key.orderId())
                    .thenApply(view -> view.filter(order -> order.order().userId() == key.userId()));
        }
        return store.orderIdByClientId(key.userId(), key.clientOrderId())
                .thenCompose(orderId -> orderId.isEmpty()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : stored(OrderKey.of(key.userId(), orderId.get())));
    }

    private CompletionStage<Boolean> isStoreBehind() {
        CompletionStage<Boolean> isBehind = CompletableFuture.completedStage(false);
        for (final int lane : core.reference().lanes()) {
            isBehind = isBehind.thenCombine(
                    store.outputSequence(lane), (behind, stored) -> behind || stored < feed.outputSequence(lane));
        }
        return isBehind;
    }

    private static long deadlineNs() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ReadGate.WAIT_MILLIS);
    }
}
