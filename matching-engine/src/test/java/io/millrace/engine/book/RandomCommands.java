package io.millrace.engine.book;

import java.util.Random;

/**
 * Seeded commands over few ids, users and prices, with weights drawn anew from time to time, so that every feature meets
 * every other. The same seed makes the same commands.
 */
final class RandomCommands {
    private static final int ID_COUNT = 120;
    private static final int USER_COUNT = 5;
    private static final int WEIGHT_COUNT = 16;
    private static final int COMMANDS_PER_WEIGHTS = 2000;

    private final Random random;
    private final NewOrder order = new NewOrder();
    private final int[] weights = new int[WEIGHT_COUNT];
    /** Price that an id was last placed at, so that some amends keep it. */
    private final long[] prices = new long[ID_COUNT + 1];

    private final long scale;
    private long commandCount;
    private long timeUs = 1_000_000;
    private long middle = 50;
    private int spread = 8;
    private String description = "";

    /** {@code scale}: ticks from one price to the next, so that books are dense or spread far beyond their windows. */
    RandomCommands(final long seed, final long scale) {
        this.random = new Random(seed);
        this.scale = scale;
    }

    /** What the last command was. */
    String description() {
        return description;
    }

    /** Give the next command to all of these books. */
    void next(final TestBook... books) {
        if (commandCount++ % COMMANDS_PER_WEIGHTS == 0) {
            drawWeights();
        }
        timeUs += random.nextInt(1000);
        if (random.nextInt(50) == 0) {
            middle = Math.max(10, Math.min(90, middle + random.nextInt(11) - 5));
        }
        final int kind = random.nextInt(100);
        if (kind < 60) {
            place(books);
        } else if (kind < 75) {
            cancel(books);
        } else if (kind < 94) {
            amend(books);
        } else {
            rare(kind, books);
        }
    }

    private void drawWeights() {
        for (int i = 0; i < WEIGHT_COUNT; i++) {
            weights[i] = random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(15);
        }
        spread = 1 + random.nextInt(15);
    }

    private boolean chance(final int weight) {
        return random.nextInt(100) < weights[weight];
    }

    private void place(final TestBook... books) {
        final Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
        final long quantity = chance(0) ? 1 + random.nextInt(300) : random.nextInt(30);
        order.of(id(), user(), side, price(), quantity)
                .fees(random.nextInt(2001) - 1000, random.nextInt(3000))
                .timestampUs(timeUs)
                .stpMode(chance(1) ? StpMode.of(random.nextInt(5)) : StpMode.NONE)
                .timeInForce(chance(2) ? TimeInForce.of(1 + random.nextInt(5)) : TimeInForce.GTC)
                .postOnly(chance(3));
        if (chance(4)) {
            order.displayQuantity(1 + random.nextInt(20));
        }
        if (chance(5)) {
            order.type(OrderType.of(1 + random.nextInt(5)));
            dress(side);
        }
        if (OrderFlags.isTimeInForce(order.flags, TimeInForce.GTD)) {
            order.expireTimeUs(timeUs + random.nextInt(20_000));
        }
        if (chance(6) && chance(6)) {
            order.quantity = random.nextInt(3) - 1;
        }

        prices[(int) (order.orderId % FinalStates.COUNT)] = order.price;
        description = "place " + NaiveOrder.of(order).event() + " flags " + Integer.toHexString(order.flags);
        for (final TestBook book : books) {
            book.place(order);
        }
    }

    /** Give a market order or a stop what its kind needs, most of the time. */
    private void dress(final Side side) {
        final OrderType type = OrderType.of(OrderFlags.type(order.flags));
        final boolean isLimit = type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
        if (type == OrderType.MARKET && !chance(6)) {
            order.timeInForce(chance(7) ? TimeInForce.FOK : TimeInForce.IOC).postOnly(false);
        }
        if (!isLimit) {
            order.displayQuantity(0);
            order.postOnly(false);
            if (!chance(8)) {
                order.price = 0;
            }
            if (side == Side.BUY && chance(9)) {
                order.quantity = 0;
                order.quoteBudget(1 + scale * random.nextInt(100_000));
            }
        }
        if (type == OrderType.STOP || type == OrderType.STOP_LIMIT) {
            order.triggerPrice(price());
        }
        if (type == OrderType.TRAILING_STOP) {
            order.trailingOffset(scale * (1 + random.nextInt(12)));
            if (chance(10)) {
                order.triggerPrice(price());
            }
        }
    }

    private void cancel(final TestBook... books) {
        final long id = id();
        final long user = chance(11) ? user() : 0;
        description = "cancel " + id + " by " + user;
        for (final TestBook book : books) {
            book.cancel(id, user, Reason.USER);
        }
    }

    private void amend(final TestBook... books) {
        final long id = id();
        final long user = chance(11) ? user() : 0;
        final long price = random.nextBoolean() ? prices[(int) (id % FinalStates.COUNT)] : price();
        final long quantity = chance(9) ? 0 : random.nextInt(60);
        final long trigger = chance(12) ? price() : 0;
        description = "amend " + id + " by " + user + " to " + quantity + "@" + price + " trigger " + trigger;
        for (final TestBook book : books) {
            book.amend(id, user, price, quantity, trigger);
        }
    }

    private void rare(final int kind, final TestBook... books) {
        if (kind == 94 && chance(13)) {
            final long user = random.nextInt(USER_COUNT + 1);
            final Side side = random.nextBoolean() ? null : random.nextBoolean() ? Side.BUY : Side.SELL;
            description = "mass cancel of " + user + " " + side;
            for (final TestBook book : books) {
                book.massCancel(user, side, Reason.MASS_CANCEL);
            }
            return;
        }
        final boolean isOpening = random.nextInt(3) > 0;
        if (kind >= 97 && (isOpening || chance(14))) {
            final InstrumentState state = isOpening ? InstrumentState.OPEN : InstrumentState.of(1 + random.nextInt(5));
            description = "state " + state;
            for (final TestBook book : books) {
                book.setState(state);
            }
            return;
        }
        // Once in a while a day passes.
        timeUs += random.nextInt(200) == 0 ? 86_400_000_000L : 0;
        description = "expire " + timeUs;
        for (final TestBook book : books) {
            book.expire(timeUs);
        }
    }

    private long id() {
        // Two families whose low bits collide, for the memory of final states.
        final long id = 1 + random.nextInt(ID_COUNT);
        return random.nextInt(20) == 0 ? id + FinalStates.COUNT : id;
    }

    private long user() {
        return 1 + random.nextInt(USER_COUNT);
    }

    private long price() {
        final long price =
                chance(15) && chance(15) ? random.nextInt(103) : middle + random.nextInt(2 * spread + 1) - spread;
        return price * scale;
    }
}
