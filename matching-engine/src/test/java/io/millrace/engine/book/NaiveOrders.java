package io.millrace.engine.book;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every open order of a naive book in one list, which each question searches through and sorts anew. */
final class NaiveOrders {
    final List<NaiveOrder> all = new ArrayList<>();
    private long nextRank;

    /** Let an order come to the end of its queue, new or again. */
    void arrive(final NaiveOrder o) {
        o.rank = nextRank++;
        if (!all.contains(o)) {
            all.add(o);
        }
    }

    /** Orders of a user (0: of everyone) and a side (null: both), by ascending id. */
    List<NaiveOrder> of(final long userId, final Side side) {
        final List<NaiveOrder> chosen = new ArrayList<>(all);
        chosen.removeIf(o -> userId != 0 && o.user != userId || side != null && o.side != side);
        chosen.sort(Comparator.comparingLong(o -> o.id));
        return chosen;
    }

    /** Orders that end at a time or before, by expiry, then by id. */
    List<NaiveOrder> due(final long timeUs) {
        final List<NaiveOrder> due = new ArrayList<>(all);
        due.removeIf(o -> !o.isTimed() || o.expireUs > timeUs);
        due.sort(Comparator.<NaiveOrder>comparingLong(o -> o.expireUs).thenComparingLong(o -> o.id));
        return due;
    }

    /** Waiting stops that trail, first come first. */
    List<NaiveOrder> trailing() {
        final List<NaiveOrder> trailing = new ArrayList<>(all);
        trailing.removeIf(o -> !o.waiting || o.trailingOffset == 0);
        trailing.sort(Comparator.comparingLong(o -> o.trailingRank));
        return trailing;
    }

    /** Let trailing stops follow a price; one that moves goes to the end of its new trigger's queue. */
    void follow(final long price) {
        for (final NaiveOrder o : trailing()) {
            final long trigger = o.side == Side.SELL ? price - o.trailingOffset : price + o.trailingOffset;
            if (o.side == Side.SELL ? trigger > o.trigger : trigger < o.trigger) {
                o.trigger = trigger;
                arrive(o);
            }
        }
    }

    /** What rests, as it was when asked, for a "what if". */
    NaiveOrders copyOfResting() {
        final NaiveOrders copy = new NaiveOrders();
        for (final NaiveOrder o : all) {
            if (!o.waiting) {
                copy.all.add(o.copy());
            }
        }
        copy.nextRank = nextRank;
        return copy;
    }

    NaiveOrder find(final long orderId) {
        return all.stream().filter(o -> o.id == orderId).findFirst().orElse(null);
    }

    NaiveOrder best(final Side side) {
        final Comparator<NaiveOrder> priority = priority(side, false);
        NaiveOrder best = null;
        for (final NaiveOrder o : all) {
            if (o.side == side && !o.waiting && (best == null || priority.compare(o, best) < 0)) {
                best = o;
            }
        }
        return best;
    }

    /** Orders of a side that rest, best first, or that wait, first to trigger first. */
    List<NaiveOrder> queue(final Side side, final boolean isWaiting) {
        final List<NaiveOrder> queue = new ArrayList<>(all);
        queue.removeIf(o -> o.side != side || o.waiting != isWaiting);
        queue.sort(priority(side, isWaiting));
        return queue;
    }

    private static Comparator<NaiveOrder> priority(final Side side, final boolean isWaiting) {
        final int sign = side == Side.BUY != isWaiting ? -1 : 1;
        return (a, b) -> {
            final int byPrice = isWaiting ? Long.compare(a.trigger, b.trigger) : Long.compare(a.price, b.price);
            return byPrice != 0 ? sign * byPrice : Long.compare(a.rank, b.rank);
        };
    }

    String level(final Side side, final long price) {
        long quantity = 0;
        int count = 0;
        for (final NaiveOrder o : all) {
            if (o.side == side && !o.waiting && o.price == price) {
                quantity += o.visible();
                count++;
            }
        }
        return "level " + side + " " + price + " quantity " + quantity + " orders " + count;
    }

    /** Levels and queues, best first, then what waits. */
    List<String> image() {
        final List<String> lines = new ArrayList<>();
        for (final Side side : Side.values()) {
            lines.add("side " + side);
            final Set<Long> prices = new LinkedHashSet<>();
            queue(side, false).forEach(o -> prices.add(o.price));
            prices.forEach(price -> lines.add(level(side, price)));
            queue(side, false).forEach(o -> lines.add(o.image()));
            queue(side, true).forEach(o -> lines.add(o.image()));
        }
        return lines;
    }
}
