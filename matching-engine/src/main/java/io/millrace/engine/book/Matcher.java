package io.millrace.engine.book;

/** Trades one order against the other side of the book, price by price and queue by queue. */
final class Matcher {
    private final OrderTable table;
    /** By {@link OrderFlags#SELL}: sides come as often as not, so they are looked up, not branched to. */
    private final Ladder[] sides;

    private final BookListener listener;
    private final Trade trade;
    private final long notionalPerTickLot;

    /** Of the last trade; 0: none yet. */
    long lastPrice;

    long lastTradeId;
    /** First trade's price since {@link #beginRun}; 0: none. The last one's is {@link #lastPrice}. */
    long runFirstPrice;
    /** What the running command may still cause. */
    int effectsLeft;

    Matcher(
            final OrderTable table,
            final Ladder bids,
            final Ladder asks,
            final InstrumentDefinition instrument,
            final BookListener listener) {
        this.table = table;
        this.sides = new Ladder[] {bids, asks};
        this.listener = listener;
        this.trade = new Trade(table, instrument);
        this.notionalPerTickLot = instrument.notionalPerTickLot();
    }

    void beginRun() {
        runFirstPrice = 0;
    }

    Ladder ownSide(final int flags) {
        return sides[flags & OrderFlags.SELL];
    }

    Ladder otherSide(final int flags) {
        return sides[~flags & OrderFlags.SELL];
    }

    /** Worst key of the other side that an order with this limit trades at; price 0: any. */
    static long limitKey(final Ladder other, final long price) {
        return price == 0 ? Ladder.NO_KEY - 1 : other.key(price);
    }

    /** Lots that an order of this budget buys at a price. */
    long affordable(final long budget, final long price) {
        return budget / (price * notionalPerTickLot);
    }

    long notional(final long price, final long quantity) {
        return ExactMath.notional(price, quantity, notionalPerTickLot);
    }

    boolean fitsNotional(final long price, final long quantity) {
        return ExactMath.fits(price, quantity, notionalPerTickLot);
    }

    /**
     * Trade an order as far as its limit allows.
     *
     * @return NONE when it is filled or nothing within its limit is left; else why it must not go on
     */
    Reason aggress(final int slot) {
        final int flags = table.flags(slot);
        final Ladder other = otherSide(flags);
        final long limitKey = limitKey(other, table.field(slot, OrderTable.PRICE));
        long key;
        while ((key = other.bestKey()) <= limitKey) {
            final long price = other.key(key);
            final long wanted = wanted(slot, flags, price);
            if (wanted == 0) {
                return (flags & OrderFlags.BUDGET) != 0 ? Reason.BUDGET_SPENT : Reason.NONE;
            }
            if (effectsLeft == 0) {
                return Reason.FILL_LIMIT;
            }
            final int resting = other.head(other.best());
            if ((flags & OrderFlags.STP_MASK) != 0
                    && table.field(resting, OrderTable.USER) == table.field(slot, OrderTable.USER)) {
                if (!preventSelfTrade(slot, resting, price, wanted)) {
                    return Reason.STP;
                }
                continue;
            }
            final long quantity = Math.min(wanted, table.shown(resting));
            final long notional = notional(price, quantity);
            if (notional > Long.MAX_VALUE - table.field(slot, OrderTable.FILLED_NOTIONAL)) {
                return Reason.MAX_NOTIONAL;
            }
            takeFill(slot, quantity, notional);
            makeFill(other, resting, quantity, notional);
            print(resting, slot, price, quantity, notional, false);
        }
        return Reason.NONE;
    }

    private long wanted(final int slot, final int flags, final long price) {
        return (flags & OrderFlags.BUDGET) == 0
                ? table.field(slot, OrderTable.REMAINING)
                : affordable(table.extra(slot, OrderTable.BUDGET), price);
    }

    /** Book one fill on the order that trades now. */
    private void takeFill(final int slot, final long quantity, final long notional) {
        final long[] r = table.records;
        final int base = slot << OrderTable.STRIDE_BITS;
        r[base + OrderTable.FILLED] += quantity;
        r[base + OrderTable.FILLED_NOTIONAL] += notional;
        if ((r[base + OrderTable.FLAGS] & OrderFlags.BUDGET) != 0) {
            table.extra(slot, OrderTable.BUDGET, table.extra(slot, OrderTable.BUDGET) - notional);
        } else {
            r[base + OrderTable.REMAINING] -= quantity;
        }
    }

    /** Book one fill on a resting order: it leaves its queue, or shows its next slice at the queue's end. */
    void makeFill(final Ladder ladder, final int resting, final long quantity, final long notional) {
        final long[] r = table.records;
        final int base = resting << OrderTable.STRIDE_BITS;
        r[base + OrderTable.FILLED] += quantity;
        r[base + OrderTable.FILLED_NOTIONAL] += notional;
        final long remaining = r[base + OrderTable.REMAINING] -= quantity;
        table.touch(resting);
        if (remaining == 0) {
            ladder.remove(resting, r[base + OrderTable.PRICE], quantity);
            table.close(resting, OrderStatus.FILLED, Reason.FILLED);
            return;
        }
        ladder.reduce(r[base + OrderTable.PRICE], quantity);
        if ((r[base + OrderTable.FLAGS] & OrderFlags.ICEBERG) != 0) {
            final long shown = table.extra(resting, OrderTable.SHOWN) - quantity;
            if (shown > 0) {
                table.extra(resting, OrderTable.SHOWN, shown);
            } else {
                final long slice = Math.min(remaining, table.extra(resting, OrderTable.DISPLAY));
                table.extra(resting, OrderTable.SHOWN, slice);
                ladder.requeue(resting, r[base + OrderTable.PRICE], slice);
            }
        }
    }

    /** Number and report a trade whose fills are booked. */
    void print(
            final int makerSlot,
            final int takerSlot,
            final long price,
            final long quantity,
            final long notional,
            final boolean isAuction) {
        effectsLeft--;
        lastPrice = price;
        if (runFirstPrice == 0) {
            runFirstPrice = price;
        }
        trade.tradeId = ++lastTradeId;
        trade.price = price;
        trade.quantity = quantity;
        trade.notional = notional;
        trade.makerSlot = makerSlot;
        trade.takerSlot = takerSlot;
        trade.isAuction = isAuction;
        listener.onTrade(trade);
    }

    /** An order met one of its own user. False: it must not go on. */
    private boolean preventSelfTrade(final int slot, final int resting, final long price, final long wanted) {
        final StpMode mode = StpMode.of(OrderFlags.stpMode(table.flags(slot)));
        if (mode == StpMode.CANCEL_AGGRESSOR) {
            return false;
        }
        effectsLeft--;
        if (mode == StpMode.DECREMENT) {
            return decrement(slot, resting, price, wanted);
        }
        cancel(resting, Reason.STP);
        return mode == StpMode.CANCEL_RESTING;
    }

    /** Take the smaller of the two remainders from both; an iceberg gives its hidden lots first. */
    private boolean decrement(final int slot, final int resting, final long price, final long wanted) {
        final long remaining = table.field(resting, OrderTable.REMAINING);
        final long quantity = Math.min(wanted, remaining);
        final long shown = table.shown(resting);
        final long shownAfter = Math.min(shown, remaining - quantity);
        lose(resting, quantity);
        table.touch(resting);
        if (quantity == remaining) {
            ownSide(table.flags(resting)).remove(resting, table.field(resting, OrderTable.PRICE), shown);
            table.close(resting, OrderStatus.CANCELED, Reason.STP);
        } else {
            if (table.hasFlag(resting, OrderFlags.ICEBERG)) {
                table.extra(resting, OrderTable.SHOWN, shownAfter);
            }
            ownSide(table.flags(resting)).reduce(table.field(resting, OrderTable.PRICE), shown - shownAfter);
        }
        if (table.hasFlag(slot, OrderFlags.BUDGET)) {
            table.extra(slot, OrderTable.BUDGET, table.extra(slot, OrderTable.BUDGET) - notional(price, quantity));
        } else {
            lose(slot, quantity);
        }
        return quantity < wanted;
    }

    private void lose(final int slot, final long quantity) {
        if (!table.hasFlag(slot, OrderFlags.EXTRA)) {
            table.addExtra(slot);
        }
        table.field(slot, OrderTable.REMAINING, table.field(slot, OrderTable.REMAINING) - quantity);
        table.extra(slot, OrderTable.DECREMENTED, table.extra(slot, OrderTable.DECREMENTED) + quantity);
    }

    /** Take a resting order out of the book. */
    void cancel(final int resting, final Reason reason) {
        ownSide(table.flags(resting)).remove(resting, table.field(resting, OrderTable.PRICE), table.shown(resting));
        table.touch(resting);
        table.close(resting, OrderStatus.CANCELED, reason);
    }
}
