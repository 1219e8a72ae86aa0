package io.millrace.benchmarks.book;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import java.util.HashMap;
import java.util.Map;

/**
 * exchange-core's fast book with pooled objects. Its release makes every event anew, whatever pool it is given. It has no
 * amend that raises a quantity: that is a cancel, which tells what was left, and a new order with the same id.
 */
final class ExchangeCoreContender extends Contender {
    private static final OrderAction[] ACTIONS = {OrderAction.BID, OrderAction.ASK};
    /** By operation. */
    private static final OrderType[] TYPES = {OrderType.GTC, OrderType.IOC};

    private final OrderCommand command = new OrderCommand();
    private OrderBookDirectImpl book;
    /** First quantities by order id: an amend says the total, this engine wants what is to rest. */
    private long[] quantities = new long[0];

    private OrderAction cancelledAction;
    private long cancelledQuantity;

    @Override
    String name() {
        return "exchange-core";
    }

    @Override
    void reset() {
        final Map<Integer, Integer> sizes = new HashMap<>();
        sizes.put(ObjectsPool.DIRECT_ORDER, 1024 * 1024);
        sizes.put(ObjectsPool.DIRECT_BUCKET, 1024 * 64);
        sizes.put(ObjectsPool.ART_NODE_4, 1024 * 32);
        sizes.put(ObjectsPool.ART_NODE_16, 1024 * 16);
        sizes.put(ObjectsPool.ART_NODE_48, 1024 * 8);
        sizes.put(ObjectsPool.ART_NODE_256, 1024 * 4);
        final CoreSymbolSpecification symbol = CoreSymbolSpecification.builder()
                .symbolId(1)
                .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
                .baseCurrency(1)
                .quoteCurrency(2)
                .baseScaleK(1)
                .quoteScaleK(1)
                .build();
        book = new OrderBookDirectImpl(
                symbol,
                new ObjectsPool(sizes),
                new OrderBookEventsHelper(MatcherTradeEvent::new),
                LoggingConfiguration.DEFAULT);
        clearTrades();
    }

    @Override
    void run(final Mix mix, final int from, final int to) {
        final long[] messages = mix.messages;
        if (quantities.length <= mix.count) {
            quantities = new long[mix.count + 1];
        }
        for (int i = from; i < to; i++) {
            final int base = i * Mix.STRIDE;
            final long head = messages[base];
            final long body = messages[base + 1];
            final long orderId = Mix.orderId(head);
            final long price = Mix.price(body);
            final long quantity = Mix.quantity(body);
            final int operation = Mix.operation(head);
            if (operation <= Mix.PLACE_IOC) {
                quantities[(int) orderId] = quantity;
                place(TYPES[operation], orderId, head, ACTIONS[Mix.side(head)], price, quantity);
            } else if (cancel(orderId, Mix.user(head)) && operation == Mix.AMEND) {
                final long more = quantity - quantities[(int) orderId];
                quantities[(int) orderId] = quantity;
                place(OrderType.GTC, orderId, head, cancelledAction, price, cancelledQuantity + more);
            }
        }
    }

    private void place(
            final OrderType type,
            final long orderId,
            final long head,
            final OrderAction action,
            final long price,
            final long quantity) {
        command.orderType = type;
        command.orderId = orderId;
        command.uid = Mix.user(head);
        command.action = action;
        command.price = price;
        command.reserveBidPrice = price;
        command.size = quantity;
        command.matcherEvent = null;
        book.newOrder(command);
        drainEvents();
    }

    private boolean cancel(final long orderId, final long user) {
        command.orderId = orderId;
        command.uid = user;
        command.matcherEvent = null;
        cancelledQuantity = 0;
        book.cancelOrder(command);
        cancelledAction = command.action;
        drainEvents();
        return cancelledQuantity > 0;
    }

    private void drainEvents() {
        MatcherTradeEvent event = command.matcherEvent;
        while (event != null) {
            if (event.eventType == MatcherEventType.TRADE) {
                onTrade(event.matchedOrderId, command.orderId, event.price, event.size);
            } else {
                cancelledQuantity = event.size;
            }
            event = event.nextEvent;
        }
    }
}
