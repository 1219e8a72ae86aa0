package io.millrace.engine.book;

import java.util.ArrayList;
import java.util.List;

/** Remembers what a book or an engine said, one line an event. */
final class RecordingListener implements EngineListener {
    final List<String> events = new ArrayList<>();
    final List<String> trades = new ArrayList<>();

    /** Events since the last call. */
    List<String> drain() {
        final List<String> drained = List.copyOf(events);
        events.clear();
        trades.clear();
        return drained;
    }

    @Override
    public void onTrade(final Trade trade) {
        final String line = "trade " + trade.tradeId() + " " + trade.quantity() + "@" + trade.price() + " notional "
                + trade.notional() + " maker " + trade.makerOrderId() + " user " + trade.makerUserId() + " left "
                + trade.makerRemaining() + " fee " + trade.makerFee() + " taker " + trade.takerOrderId() + " user "
                + trade.takerUserId() + " left " + trade.takerRemaining() + " fee " + trade.takerFee() + " "
                + trade.takerSide() + (trade.isAuction() ? " auction" : "");
        events.add(line);
        trades.add(trade.quantity() + "@" + trade.price() + " " + trade.takerOrderId() + "x" + trade.makerOrderId());
    }

    @Override
    public void onOrder(final OrderState order) {
        events.add("order " + order.orderId() + " user " + order.userId() + " " + order.side() + " " + order.status()
                + " " + order.reason() + (order.isTriggered() ? " triggered" : "") + " price " + order.price()
                + " quantity " + order.quantity() + " filled " + order.filledQuantity() + " remaining "
                + order.remainingQuantity() + " notional " + order.filledNotional() + " trigger "
                + order.triggerPrice());
    }

    @Override
    public void onLevel(
            final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
        events.add("level " + side + " " + price + " quantity " + quantity + " orders " + orderCount);
    }

    @Override
    public void onDelta(final long accountId, final int assetId, final long amount) {
        events.add("delta account " + accountId + " asset " + assetId + " " + amount);
    }

    @Override
    public void onResult(final int instrumentId, final long lastPrice, final CommandResult result) {
        events.add(
                "result " + instrumentId + " last " + lastPrice + " " + (result.isAccepted() ? "accepted" : "refused")
                        + " " + result.reason() + (result.hasKeptPriority() ? " kept" : ""));
    }
}
