package io.millrace.engine.book;

/** An order's way into the book: it trades as far as it goes, and gets its place or its end. */
final class Entry {
    private final OrderBook book;
    private final OrderTable table;
    private final Matcher matcher;
    private final Preview preview;

    Entry(final OrderBook book) {
        this.book = book;
        this.table = book.table;
        this.matcher = book.matcher;
        this.preview = new Preview(table, matcher);
    }

    void refuse(final int slot, final Reason reason) {
        table.close(slot, OrderStatus.REJECTED, reason);
        book.result().refuse(reason);
    }

    /** An order meets the book: newly placed, or woken from its wait. */
    void enter(final int slot, final boolean isNew) {
        final int flags = table.flags(slot);
        if ((flags & (OrderFlags.POST_ONLY | OrderFlags.TIF_MASK)) != (OrderFlags.LIMIT_GTC & OrderFlags.TIF_MASK)) {
            final Reason reason = previewEntry(slot, flags);
            if (reason != Reason.NONE) {
                if (isNew) {
                    refuse(slot, reason);
                } else {
                    table.close(slot, OrderStatus.CANCELED, reason);
                }
                return;
            }
        }
        trade(slot);
    }

    private Reason previewEntry(final int slot, final int flags) {
        if (OrderFlags.isPostOnly(flags)) {
            return wouldTake(slot, table.field(slot, OrderTable.PRICE), table.field(slot, OrderTable.REMAINING));
        }
        return OrderFlags.isTimeInForce(flags, TimeInForce.FOK) ? preview.fillWhole(slot) : Reason.NONE;
    }

    Reason wouldTake(final int slot, final long price, final long quantity) {
        return preview.wouldTake(table.flags(slot), table.field(slot, OrderTable.USER), price, quantity)
                ? Reason.WOULD_TAKE
                : Reason.NONE;
    }

    /** Trade an order as far as it goes, and give it its place or its end. */
    void trade(final int slot) {
        matcher.beginRun();
        resume(slot);
    }

    /** Go on with an order that has traded already in this run. */
    void resume(final int slot) {
        Reason reason = Reason.NONE;
        if (book.state() != InstrumentState.AUCTION) {
            reason = matcher.aggress(slot);
        }
        finish(slot, reason);
        followRun();
    }

    private void finish(final int slot, final Reason stopped) {
        final int flags = table.flags(slot);
        if ((flags & OrderFlags.BUDGET) != 0) {
            finishBudget(slot, stopped);
        } else if (stopped != Reason.NONE) {
            table.close(slot, OrderStatus.CANCELED, stopped);
        } else if (table.field(slot, OrderTable.REMAINING) == 0) {
            table.close(slot, OrderStatus.FILLED, Reason.FILLED);
        } else if (OrderFlags.isType(flags, OrderType.MARKET)) {
            table.close(slot, OrderStatus.CANCELED, Reason.NO_LIQUIDITY);
        } else if (OrderFlags.isImmediate(flags)) {
            table.close(slot, OrderStatus.CANCELED, Reason.IOC_REMAINDER);
        } else {
            rest(slot, flags);
        }
    }

    private void finishBudget(final int slot, final Reason stopped) {
        final long left = table.extra(slot, OrderTable.BUDGET);
        final boolean hasFilled = table.field(slot, OrderTable.FILLED) > 0;
        final boolean isUsedUp = stopped == Reason.BUDGET_SPENT
                || stopped == Reason.NONE && hasFilled && matcher.affordable(left, matcher.lastPrice) == 0;
        if (left == 0) {
            table.close(slot, OrderStatus.FILLED, Reason.FILLED);
        } else if (isUsedUp) {
            table.close(slot, hasFilled ? OrderStatus.FILLED : OrderStatus.CANCELED, Reason.BUDGET_SPENT);
        } else {
            table.close(slot, OrderStatus.CANCELED, stopped == Reason.NONE ? Reason.NO_LIQUIDITY : stopped);
        }
    }

    private void rest(final int slot, final int flags) {
        final long price = table.field(slot, OrderTable.PRICE);
        final long remaining = table.field(slot, OrderTable.REMAINING);
        final long filledNotional = table.field(slot, OrderTable.FILLED_NOTIONAL);
        if (filledNotional != 0 && matcher.notional(price, remaining) > Long.MAX_VALUE - filledNotional) {
            table.close(slot, OrderStatus.CANCELED, Reason.MAX_NOTIONAL);
            return;
        }
        long shown = remaining;
        if ((flags & OrderFlags.EXTRA) != 0) {
            shown = startSlice(slot, flags, remaining);
            startExpiry(slot);
        }
        matcher.ownSide(flags).add(slot, price, shown);
    }

    private long startSlice(final int slot, final int flags, final long remaining) {
        if ((flags & OrderFlags.ICEBERG) == 0) {
            return remaining;
        }
        final long shown = Math.min(remaining, table.extra(slot, OrderTable.DISPLAY));
        table.extra(slot, OrderTable.SHOWN, shown);
        return shown;
    }

    /** Let stops see at which prices an order, or an uncross, has traded. */
    void followRun() {
        if (!book.stops.isEmpty() && matcher.runFirstPrice != 0) {
            book.stops.onRun(matcher.runFirstPrice, matcher.lastPrice, book.state() == InstrumentState.OPEN);
        }
    }

    /** Let an order end by time, if it does and does not yet. */
    void startExpiry(final int slot) {
        final boolean isTimed = OrderFlags.timeInForce(table.flags(slot)) >= TimeInForce.GTD.code();
        if (isTimed && !table.hasFlag(slot, OrderFlags.EXPIRES)) {
            table.expiries.add(slot);
        }
    }
}
