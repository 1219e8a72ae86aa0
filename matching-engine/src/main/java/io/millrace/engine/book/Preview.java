package io.millrace.engine.book;

/** Asks what an order would do, without doing it; looks through self-trade prevention as {@link Matcher} applies it. */
final class Preview {
    private final OrderTable table;
    private final Matcher matcher;

    private long wanted;
    private long budget;
    private long notional;
    private int effects;

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
        wanted = table.field(slot, OrderTable.REMAINING);
        budget = table.extraOrZero(slot, OrderTable.BUDGET);
        notional = 0;
        effects = 0;
        for (int level = other.best(); level != 0 && other.keyOf(level) <= limitKey; level = other.next(level)) {
            final long price = other.priceOf(level);
            if (isBudget) {
                wanted = matcher.affordable(budget, price);
            }
            final Reason reason = takeLevel(slot, flags, other.head(level), price);
            if (reason != Reason.NONE) {
                return reason;
            }
            if (wanted == 0) {
                return notional > 0 ? Reason.NONE : Reason.FOK_UNFILLABLE;
            }
        }
        return Reason.FOK_UNFILLABLE;
    }

    /** Walk one queue, round by round: in the first everybody shows something, in the others icebergs alone. */
    private Reason takeLevel(final int slot, final int flags, final int head, final long price) {
        final boolean isPassing = OrderFlags.stpMode(flags) == StpMode.CANCEL_RESTING.code();
        final long userId = table.field(slot, OrderTable.USER);
        boolean hasMore = true;
        for (int round = 0; wanted > 0 && hasMore; round++) {
            hasMore = false;
            for (int resting = head; resting != 0 && wanted > 0; resting = table.next(resting)) {
                final boolean isSelfTrade = isSelfTrade(flags, userId, resting);
                final long slice = slice(resting, round);
                if (slice == 0 || isSelfTrade && round > 0) {
                    continue;
                }
                if (effects == matcher.effectsLeft) {
                    return Reason.FILL_LIMIT;
                }
                if (isSelfTrade && !isPassing) {
                    return Reason.FOK_UNFILLABLE;
                }
                effects++;
                if (!isSelfTrade) {
                    if (!take(Math.min(wanted, slice), price)) {
                        return Reason.MAX_NOTIONAL;
                    }
                    hasMore |= slice(resting, round + 1) > 0;
                }
            }
        }
        return Reason.NONE;
    }

    /** Lots that an order shows when its turn comes for the n-th time. */
    private long slice(final int resting, final int round) {
        final long shown = table.shown(resting);
        if (round == 0) {
            return shown;
        }
        if (!table.hasFlag(resting, OrderFlags.ICEBERG)) {
            return 0;
        }
        final long display = table.extra(resting, OrderTable.DISPLAY);
        final long behind = table.field(resting, OrderTable.REMAINING) - shown - display * (round - 1);
        return Math.max(0, Math.min(display, behind));
    }

    /** False: the sum leaves 64 bits. */
    private boolean take(final long quantity, final long price) {
        final long cost = matcher.notional(price, quantity);
        if (cost > Long.MAX_VALUE - notional) {
            return false;
        }
        notional += cost;
        budget -= cost;
        wanted -= quantity;
        return true;
    }

    private boolean isSelfTrade(final int flags, final long userId, final int resting) {
        return (flags & OrderFlags.STP_MASK) != 0 && table.field(resting, OrderTable.USER) == userId;
    }
}
