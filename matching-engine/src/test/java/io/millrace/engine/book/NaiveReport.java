package io.millrace.engine.book;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a naive book says of a command: trades as they happen, then what it touched, once each, in the order of first touch. */
final class NaiveReport {
    final List<String> events = new ArrayList<>();
    final List<String> trades = new ArrayList<>();
    private final Set<NaiveOrder> orders = new LinkedHashSet<>();
    private final Map<Side, Set<Long>> levels =
            Map.of(Side.BUY, new LinkedHashSet<>(), Side.SELL, new LinkedHashSet<>());

    void touch(final NaiveOrder o) {
        orders.add(o);
    }

    void touchLevel(final NaiveOrder o) {
        levels.get(o.side).add(o.price);
    }

    void print(
            final long tradeId,
            final NaiveOrder maker,
            final NaiveOrder taker,
            final long price,
            final long quantity,
            final long notional,
            final long base,
            final boolean isAuction) {
        final boolean isBuy = taker.side == Side.BUY;
        events.add("trade " + tradeId + " " + quantity + "@" + price + " notional " + notional + " maker " + maker.id
                + " user " + maker.user + " left " + maker.remaining + " fee "
                + fee(isBuy ? notional : base, maker.makerFeePpm) + " taker " + taker.id + " user " + taker.user
                + " left " + taker.remaining + " fee " + fee(isBuy ? base : notional, taker.takerFeePpm) + " "
                + taker.side + (isAuction ? " auction" : ""));
        trades.add(quantity + "@" + price + " " + taker.id + "x" + maker.id);
    }

    private static long fee(final long received, final int ratePpm) {
        final BigInteger[] parts = BigInteger.valueOf(received)
                .multiply(BigInteger.valueOf(ratePpm))
                .divideAndRemainder(BigInteger.valueOf(1_000_000));
        return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
    }

    /** The command is done: say what it touched, as it stands now. */
    void finish(final NaiveOrders book) {
        for (final NaiveOrder o : orders) {
            events.add(o.event());
            o.triggered = false;
        }
        orders.clear();
        for (final Side side : Side.values()) {
            for (final long price : levels.get(side)) {
                events.add(book.level(side, price));
            }
            levels.get(side).clear();
        }
    }

    List<String> drain() {
        final List<String> drained = new ArrayList<>(events);
        events.clear();
        trades.clear();
        return drained;
    }
}
