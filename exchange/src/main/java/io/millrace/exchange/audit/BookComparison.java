package io.millrace.exchange.audit;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.book.OrderBook;
import io.millrace.engine.book.OrderConsumer;
import io.millrace.engine.book.Side;
import io.millrace.schema.OrderIds;
import io.millrace.ubscore.account.BalanceCore;
import org.agrona.collections.Long2ObjectHashMap;

/** I3: the open orders of one shard of UBSCore are those that stand in the books, at the outputs that UBSCore had applied. */
final class BookComparison {
    private final Long2ObjectHashMap<Open> open = new Long2ObjectHashMap<>();
    private final int shard;
    private final Findings findings;

    private record Open(long userId, int instrumentId, long filled, long coreSequence) {}

    BookComparison(final int shard, final BalanceCore core, final Findings findings) {
        this.shard = shard;
        this.findings = findings;
        core.accounts(id -> {
            if (id > 0) {
                core.openOrders(
                        id,
                        0,
                        0,
                        Integer.MAX_VALUE,
                        order -> open.put(
                                order.orderId,
                                new Open(order.userId, order.instrumentId, order.filledQuantity, order.coreSequence)));
            }
        });
    }

    /**
     * Compares one lane.
     *
     * @param coreSequence of the last command that the lane has run: later ones are on their way to it
     */
    synchronized void compare(final LaneProcessor lane, final long coreSequence) {
        final OrderConsumer consumer = order -> {
            if (OrderIds.shard(order.orderId()) != shard) {
                return;
            }
            findings.examined(1);
            final Open expected = open.remove(order.orderId());
            final String place = "lane=" + lane.lane() + " order=" + order.orderId();
            if (expected == null) {
                findings.add(
                        place, "order is in the book and nothing is held for it invariant=I3 user=" + order.userId());
            } else if (expected.userId != order.userId() || expected.filled != order.filledQuantity()) {
                findings.add(
                        place,
                        "order differs ubscore-user=" + expected.userId + " book-user=" + order.userId()
                                + " ubscore-filled=" + expected.filled + " book-filled=" + order.filledQuantity());
            }
        };
        for (final int instrumentId : lane.engine().instrumentIds()) {
            final OrderBook book = lane.engine().book(instrumentId);
            for (final Side side : Side.values()) {
                book.forEachOrder(side, consumer);
                book.forEachStop(side, consumer);
            }
            open.forEach((orderId, order) -> {
                if (order.instrumentId == instrumentId && order.coreSequence <= coreSequence) {
                    findings.add(
                            "lane=" + lane.lane() + " order=" + orderId,
                            "funds are held for an order that is not in its book invariant=I3 user=" + order.userId);
                }
            });
        }
    }
}
