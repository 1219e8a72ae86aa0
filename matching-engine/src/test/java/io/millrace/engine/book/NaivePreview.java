package io.millrace.engine.book;

/** What an order would do: the matching of a naive book, run on a copy of it. */
final class NaivePreview {
    private NaivePreview() {}

    static boolean wouldTake(final NaiveBook book, final NaiveOrder o, final long price, final long quantity) {
        final NaiveBook copy = book.copy();
        copy.effectsLeft = Integer.MAX_VALUE;
        final NaiveOrder probe = o.copy();
        probe.price = price;
        probe.remaining = quantity;
        copy.aggress(probe);
        return copy.hasTraded();
    }

    static Reason fillWhole(final NaiveBook book, final NaiveOrder o) {
        final NaiveBook copy = book.copy();
        final NaiveOrder probe = o.copy();
        if (probe.stpMode == StpMode.DECREMENT) {
            probe.stpMode = StpMode.CANCEL_AGGRESSOR;
        }
        final Reason stopped = copy.aggress(probe);
        if (stopped == Reason.FILL_LIMIT || stopped == Reason.MAX_NOTIONAL) {
            return stopped;
        }
        final boolean hasTraded = copy.hasTraded();
        final boolean isWhole = probe.byBudget
                ? hasTraded && (probe.budget == 0 || stopped == Reason.BUDGET_SPENT)
                : probe.remaining == 0;
        return isWhole || probe.byBudget && hasTraded && copy.isSpent(probe) ? Reason.NONE : Reason.FOK_UNFILLABLE;
    }
}
