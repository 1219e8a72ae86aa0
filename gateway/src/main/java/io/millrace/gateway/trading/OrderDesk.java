package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The life of orders as a client sees it, put together from the ports: a definite answer to each request, made of what
 * UBSCore, the engine and the store say. Any thread may call; nothing blocks.
 */
public final class OrderDesk {
    private final UbscorePort core;
    private final FeedPort feed;
    private final AccountEventPort events;
    private final OrderLookup lookup;
    private final Duration cancelWait;

    /** {@code cancelWait} bounds how long a cancel waits for the engine, and then for the release. */
    public OrderDesk(
            final UbscorePort core,
            final FeedPort feed,
            final AccountEventPort events,
            final OrderLookup lookup,
            final Duration cancelWait) {
        this.core = core;
        this.feed = feed;
        this.events = events;
        this.lookup = lookup;
        this.cancelWait = cancelWait;
    }

    /** Places an order; RESULT and FULL wait for the engine for {@code wait} at most. */
    public CompletionStage<Placed> place(final NewOrder order, final RespType respType, final Duration wait) {
        return core.place(order).thenCompose(result -> {
            if (!result.accepted()) {
                return CompletableFuture.failedStage(refusalOf(order, result));
            }
            final Placed acknowledged = new Placed(order, result, null, List.of());
            if (respType == RespType.ACK) {
                return CompletableFuture.completedStage(acknowledged);
            }
            return result.replayed()
                    ? placedBefore(acknowledged, respType)
                    : feed.effect(result.stamp(), wait).thenApply(effect -> placedNow(acknowledged, effect, respType));
        });
    }

    /** Cancels an order; completes when its funds are free, or when the time for that is over. */
    public CompletionStage<Canceled> cancel(final OrderKey key) {
        return core.cancel(key).thenCompose(result -> {
            if (result.accepted()) {
                return cancelAccepted(result);
            }
            if (result.reoffered() && result.status() == OrderStatus.CANCELED) {
                return released(result, null);
            }
            return switch (result.reason()) {
                case "ORDER_ALREADY_FINAL", "ORDER_NOT_FOUND" -> alreadyFinal(key, result);
                default ->
                    CompletableFuture.failedStage(Rejections.of(result.reason()).asReplayed(result.isRepeat()));
            };
        });
    }

    /** Amends an order and waits for what the engine says, for {@code wait} at most. */
    public CompletionStage<Amended> amend(final AmendOrder amend, final Duration wait) {
        return core.amend(amend).thenCompose(result -> {
            if (!result.accepted()) {
                return "ORDER_ALREADY_FINAL".equals(result.reason()) || "ORDER_NOT_FOUND".equals(result.reason())
                        ? alreadyFinal(amend.key(), result)
                        : CompletableFuture.failedStage(Rejections.of(result.reason()));
            }
            return feed.effect(result.stamp(), wait).thenApply(effect -> {
                if (effect.isPresent() && !effect.get().accepted()) {
                    throw Rejections.of(effect.get().reason());
                }
                return new Amended(result, effect.orElse(null));
            });
        });
    }

    private CompletionStage<Placed> placedBefore(final Placed acknowledged, final RespType respType) {
        return lookup.find(acknowledged.result().key(), 0).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedStage(acknowledged);
            }
            final OrderView view = found.get().view();
            final CompletionStage<List<Fill>> fills =
                    respType == RespType.FULL ? lookup.fills(view) : CompletableFuture.completedStage(List.of());
            return fills.thenApply(list -> new Placed(acknowledged.order(), acknowledged.result(), view, list));
        });
    }

    private static Placed placedNow(
            final Placed acknowledged, final Optional<CommandEffect> effect, final RespType respType) {
        if (effect.isEmpty() || effect.get().progress() == null) {
            return acknowledged;
        }
        final CommandResult result = acknowledged.result();
        final Progress progress = effect.get().progress();
        if (isRefusedByEngine(progress)) {
            throw Rejections.of(progress.reason())
                    .with("orderId", Long.toString(result.key().orderId()))
                    .with("clientOrderId", acknowledged.order().clientOrderId())
                    .with("status", progress.status().name());
        }
        final OrderView view = new OrderView(result.key().orderId(), acknowledged.order(), progress);
        return new Placed(
                acknowledged.order(),
                result,
                view,
                respType == RespType.FULL ? effect.get().fills() : List.of());
    }

    private static boolean isRefusedByEngine(final Progress progress) {
        return progress.status() == OrderStatus.REJECTED
                || progress.status().isFinal() && "FOK_UNFILLABLE".equals(progress.reason());
    }

    private CompletionStage<Canceled> cancelAccepted(final CommandResult result) {
        return feed.effect(result.stamp(), cancelWait).thenCompose(effect -> {
            if (effect.isEmpty() || effect.get().accepted()) {
                return released(result, effect.orElse(null));
            }
            final Progress progress = effect.get().progress();
            return progress != null && progress.status().isFinal()
                    ? CompletableFuture.failedStage(finalRefusal(result.key(), progress.status(), result))
                    : alreadyFinal(result.key(), result);
        });
    }

    private CompletionStage<Canceled> released(final CommandResult result, final CommandEffect effect) {
        return events.close(result.key().orderId(), cancelWait).thenApply(close -> {
            if (close.isPresent() && close.get().status() != OrderStatus.CANCELED) {
                throw finalRefusal(result.key(), close.get().status(), result);
            }
            return new Canceled(result, effect, close.orElse(null));
        });
    }

    /** The order is gone or never was: says which, and how it ended. */
    private <T> CompletionStage<T> alreadyFinal(final OrderKey key, final CommandResult result) {
        if (result.status().isFinal()) {
            return CompletableFuture.failedStage(finalRefusal(keyOf(key, result), result.status(), result));
        }
        return lookup.findFinal(keyOf(key, result)).thenApply(found -> {
            final OrderView view = found.orElseThrow(() -> OrderLookup.notFound(key));
            throw finalRefusal(
                    OrderKey.of(key.userId(), view.orderId()), view.progress().status(), result);
        });
    }

    private static OrderKey keyOf(final OrderKey asked, final CommandResult result) {
        return result.key().orderId() == 0
                ? asked
                : OrderKey.of(asked.userId(), result.key().orderId());
    }

    private static Refusal finalRefusal(final OrderKey key, final OrderStatus status, final CommandResult result) {
        return Refusal.of(ErrorCode.ORDER_ALREADY_FINAL, "the order is closed, finalStatus=" + status)
                .with("orderId", Long.toString(key.orderId()))
                .with("finalStatus", status.name())
                .asReplayed(result.isRepeat());
    }

    private static Refusal refusalOf(final NewOrder order, final CommandResult result) {
        Refusal refusal = Rejections.of(result.reason()).with("clientOrderId", order.clientOrderId());
        if (result.key().orderId() != 0) {
            refusal = refusal.with("orderId", Long.toString(result.key().orderId()));
        }
        return refusal.asReplayed(result.isRepeat());
    }
}
