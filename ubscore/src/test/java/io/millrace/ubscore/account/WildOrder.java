package io.millrace.ubscore.account;

import java.util.Random;

/** An order of any kind, mostly one that could be placed. */
final class WildOrder {
    /** So few client ids that they are used again. */
    static final int IDS = 250;

    private final Random random;

    WildOrder(final Random random) {
        this.random = random;
    }

    void fill(final NewOrder order, final long userId, final long requestTimeUs, final long nowUs) {
        order.userId = userId;
        order.requestTimeUs = requestTimeUs;
        order.instrumentId = 1 + random.nextInt(random.nextInt(20) == 0 ? 4 : 3);
        order.side = any(Side.values());
        order.type = random.nextBoolean() ? OrderType.LIMIT : any(OrderType.values());
        order.timeInForce = order.type == OrderType.MARKET && !slip()
                ? random.nextBoolean() ? TimeInForce.IOC : TimeInForce.FOK
                : any(TimeInForce.values());
        order.stpMode = any(StpMode.values());
        order.postOnly = random.nextInt(15) == 0;
        final boolean priced = order.type == OrderType.LIMIT || order.type == OrderType.STOP_LIMIT;
        final boolean stop = order.type == OrderType.STOP || order.type == OrderType.STOP_LIMIT;
        final boolean byBudget = !priced && order.side == Side.BUY && random.nextBoolean();
        order.price = priced != slip() ? 1 + random.nextInt(40) : 0;
        order.quantity = byBudget != slip() ? 0 : 1 + random.nextInt(30);
        order.quoteBudget = byBudget ? 1 + random.nextInt(50_000) : 0;
        order.displayQuantity = random.nextInt(15) == 0 ? 1 + random.nextInt(10) : 0;
        order.triggerPrice = stop != slip() || order.type == OrderType.TRAILING_STOP && random.nextBoolean()
                ? 1 + random.nextInt(40)
                : 0;
        order.trailingOffset = (order.type == OrderType.TRAILING_STOP) != slip() ? 1 + random.nextInt(5) : 0;
        order.expireTimeUs = (order.timeInForce == TimeInForce.GTD) != slip() ? nowUs - 20 + random.nextInt(4_000) : 0;
        order.clientOrderId.set("c" + random.nextInt(IDS));
    }

    private boolean slip() {
        return random.nextInt(100) == 0;
    }

    /** One of them, or now and then none. */
    <T> T any(final T[] values) {
        return random.nextInt(60) == 0 ? null : values[random.nextInt(values.length)];
    }
}
