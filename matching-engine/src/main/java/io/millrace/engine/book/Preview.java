package io.millrace.engine.book;

/** Asks what an order would do, without doing it; looks through self-trade prevention as {@link Matcher} applies it. */
final class Preview {
    private final OrderTable table;
    private final Matcher matcher;

    private long wanted;
    private long bought;
    private long effects;

    Preview(final OrderTable table, final Matcher matcher) {
        this.table = table;
        this.matcher = matcher;
    }

    /** Whether an order of this kind would trade with anyone. */
    boolean wouldTake(final int flags, final long userId, final long price, final long quantity) {
        final Ladder other = matcher.otherSide(flags);
        final long limitKey = Matcher.limitKey(other, price);
        long left = quantity;
        for (int level = other.best(); level != 0 && other.keyOf(level) <= limitKey; level = other.next(level)) {
            for (int resting = other.head(level); resting != 0; resting = table.next(resting)) {
                if (!isSelfTrade(flags, userId, resting)) {
                    return true;
                }
                final StpMode mode = StpMode.of(OrderFlags.stpMode(flags));
                if (mode == StpMode.DECREMENT) {
                    left -= Math.min(left, table.field(resting, OrderTable.REMAINING));
                }
                if (mode == StpMode.CANCEL_AGGRESSOR || mode == StpMode.CANCEL_BOTH || left == 0) {
                    return false;
                }
            }
        }
        return false;
    }

    /** Whether a FOK order fills whole: NONE, or why it does not. */
    Reason fillWhole(final int slot) {
        final int flags = table.flags(slot);
        final Ladder other = matcher.otherSide(flags);
        final long limitKey = Matcher.limitKey(other, table.field(slot, OrderTable.PRICE));
        final boolean isBudget = (flags & OrderFlags.BUDGET) != 0;
        long budget = table.extraOrZero(slot, OrderTable.BUDGET);
        long notional = 0;
        wanted = table.field(slot, OrderTable.REMAINING);
        bought = 0;
        effects = 0;
        for (int level = other.best(); level != 0 && other.keyOf(level) <= limitKey; level = other.next(level)) {
            final long price = other.priceOf(level);
            if (isBudget) {
                wanted = matcher.affordable(budget, price);
            }
            final long boughtBefore = bought;
            if (wanted > 0 && !takeLevel(slot, flags, other.head(level))) {
                return Reason.FOK_UNFILLABLE;
            }
            if (effects > matcher.effectsLeft) {
                return Reason.FILL_LIMIT;
            }
            if (!matcher.fitsNotional(price, bought - boughtBefore)) {
                return Reason.MAX_NOTIONAL;
            }
            final long spent = matcher.notional(price, bought - boughtBefore);
            if (spent > Long.MAX_VALUE - notional) {
                return Reason.MAX_NOTIONAL;
            }
            notional += spent;
            budget -= spent;
            if (wanted == 0) {
                return bought > 0 ? Reason.NONE : Reason.FOK_UNFILLABLE;
            }
        }
        return Reason.FOK_UNFILLABLE;
    }

    /** Walk one queue: first what each order shows, then what icebergs hide, counted in whole slices. */
    private boolean takeLevel(final int slot, final int flags, final int head) {
        final boolean isResting = OrderFlags.stpMode(flags) == StpMode.CANCEL_RESTING.code();
        final long userId = table.field(slot, OrderTable.USER);
        long hidden = 0;
        long hiddenSlices = 0;
        for (int resting = head; resting != 0 && wanted > 0; resting = table.next(resting)) {
            if (isSelfTrade(flags, userId, resting)) {
                if (!isResting) {
                    return false;
                }
                effects++;
                continue;
            }
            final long shown = table.shown(resting);
            take(Math.min(wanted, shown));
            effects++;
            if (table.hasFlag(resting, OrderFlags.ICEBERG)) {
                final long display = table.extra(resting, OrderTable.DISPLAY);
                final long behind = table.field(resting, OrderTable.REMAINING) - shown;
                hidden += behind;
                hiddenSlices += (behind + display - 1) / display;
            }
        }
        if (wanted > 0 && hidden > 0) {
            take(Math.min(wanted, hidden));
            effects += hiddenSlices;
        }
        return true;
    }

    private void take(final long quantity) {
        wanted -= quantity;
        bought += quantity;
    }

    private boolean isSelfTrade(final int flags, final long userId, final int resting) {
        return (flags & OrderFlags.STP_MASK) != 0 && table.field(resting, OrderTable.USER) == userId;
    }
}
