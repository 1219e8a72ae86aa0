package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A user's orders as a list, each as it stands: from the store, and from UBSCore where the store is behind. */
public final class OrderHistory {
    /** Orders that are read at once for one page. */
    private static final int CONCURRENT_MAX = 32;

    private final UbscorePort core;
    private final StorePort store;
    private final HistoryPort history;
    private final OrderLookup lookup;

    public OrderHistory(
            final UbscorePort core, final StorePort store, final HistoryPort history, final OrderLookup lookup) {
        this.core = core;
        this.store = store;
        this.history = history;
        this.lookup = lookup;
    }

    /** Which orders are wanted. */
    public enum Filter {
        ALL,
        OPEN,
        CLOSED;

        private boolean wants(final OrderView view) {
            return this == ALL || (this == CLOSED) == view.progress().status().isFinal();
        }
    }

    /** A page of orders, newest first; with {@code minSequence} each as it stands at it or later. */
    public CompletionStage<Page<OrderView>> page(
            final long userId,
            final Instrument instrument,
            final Filter filter,
            final PageQuery query,
            final long minSequence) {
        return history.orders(userId, instrument, query).thenCompose(places -> live(userId, instrument, minSequence)
                .thenCompose(live -> views(userId, places.entries(), live, minSequence, 0)
                        .thenApply(views ->
                                places.with(views.stream().filter(filter::wants).toList()))));
    }

    /** The fills of one order, newest first; refuses with ORDER_NOT_FOUND. */
    public CompletionStage<Page<UserFill>> fills(final long userId, final long orderId, final PageQuery query) {
        return store.order(orderId).thenCompose(found -> {
            final OrderView view = found.filter(order -> order.order().userId() == userId)
                    .orElseThrow(() -> OrderLookup.notFound(OrderKey.of(userId, orderId)));
            return history.fillsOfOrder(view).thenApply(fills -> page(fills, query));
        });
    }

    private static Page<UserFill> page(final List<UserFill> fills, final PageQuery query) {
        final List<UserFill> entries = fills.stream()
                .filter(fill -> fill.fill().tradeId() < query.below())
                .filter(fill -> query.includes(fill.timestampUs() / 1000))
                .sorted(Comparator.comparingLong((UserFill fill) -> fill.fill().tradeId())
                        .reversed())
                .toList();
        if (entries.size() <= query.countMax()) {
            return new Page<>(entries, 0);
        }
        final List<UserFill> cut = entries.subList(0, query.countMax());
        return new Page<>(cut, cut.get(cut.size() - 1).fill().tradeId());
    }

    private CompletionStage<Map<Long, OrderView>> live(
            final long userId, final Instrument instrument, final long minSequence) {
        if (minSequence == 0) {
            return CompletableFuture.completedStage(Map.of());
        }
        return core.openOrders(userId, instrument == null ? 0 : instrument.instrumentId())
                .thenApply(open -> {
                    final Map<Long, OrderView> live = new HashMap<>();
                    open.orders().forEach(view -> live.put(view.orderId(), view));
                    return live;
                });
    }

    private CompletionStage<List<OrderView>> views(
            final long userId,
            final List<OrderPlace> places,
            final Map<Long, OrderView> live,
            final long minSequence,
            final int from) {
        final int to = Math.min(places.size(), from + CONCURRENT_MAX);
        CompletionStage<List<OrderView>> views = CompletableFuture.completedStage(new ArrayList<>());
        for (final OrderPlace place : places.subList(from, to)) {
            views = views.thenCombine(view(OrderKey.of(userId, place.orderId()), live, minSequence), (all, view) -> {
                view.ifPresent(all::add);
                return all;
            });
        }
        return to == places.size()
                ? views
                : views.thenCompose(
                        first -> views(userId, places, live, minSequence, to).thenApply(rest -> {
                            first.addAll(rest);
                            return first;
                        }));
    }

    private CompletionStage<Optional<OrderView>> view(
            final OrderKey key, final Map<Long, OrderView> live, final long minSequence) {
        return store.order(key.orderId()).thenCompose(stored -> {
            final OrderView current = live.get(key.orderId());
            if (stored.isPresent() && current != null) {
                return CompletableFuture.completedStage(
                        Optional.of(new OrderView(key.orderId(), stored.get().order(), current.progress())));
            }
            final boolean isFresh = stored.isPresent()
                    && (minSequence == 0 || stored.get().progress().status().isFinal());
            return isFresh
                    ? CompletableFuture.completedStage(stored)
                    : lookup.find(key, minSequence).thenApply(found -> found.map(OrderLookup.Found::view));
        });
    }
}
