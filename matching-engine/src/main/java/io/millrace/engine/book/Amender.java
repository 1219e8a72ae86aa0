package io.millrace.engine.book;

/** Changes an order in place if that keeps its priority, else takes it out and lets it enter anew. */
final class Amender {
    private final OrderBook book;
    private final OrderTable table;
    private final Matcher matcher;
    private final Admission admission;
    private final Entry entry;

    Amender(final OrderBook book, final Admission admission, final Entry entry) {
        this.book = book;
        this.table = book.table;
        this.matcher = book.matcher;
        this.admission = admission;
        this.entry = entry;
    }

    void amend(final int slot, final long price, final long quantity, final long triggerPrice) {
        final int flags = table.flags(slot);
        final boolean isWaiting = (flags & OrderFlags.WAITING) != 0;
        final long trigger =
                triggerPrice == 0 || !isWaiting ? table.extraOrZero(slot, OrderTable.TRIGGER) : triggerPrice;
        final long gone = table.field(slot, OrderTable.FILLED) + table.extraOrZero(slot, OrderTable.DECREMENTED);
        final long remaining = quantity - gone;
        final boolean keepsPlace = price == table.field(slot, OrderTable.PRICE)
                && remaining <= table.field(slot, OrderTable.REMAINING)
                && trigger == table.extraOrZero(slot, OrderTable.TRIGGER);
        final Reason reason = checkAmend(slot, price, quantity, trigger, keepsPlace);
        if (reason != Reason.NONE) {
            book.result().refuse(reason);
            return;
        }
        table.touch(slot);
        if (remaining <= 0 && !table.hasFlag(slot, OrderFlags.BUDGET)) {
            book.close(slot, OrderStatus.CANCELED, Reason.USER);
            return;
        }
        if (keepsPlace) {
            book.result().keepPriority();
        }
        if (isWaiting) {
            amendWaiting(slot, price, remaining, trigger);
        } else if (keepsPlace) {
            reduce(slot, remaining);
        } else {
            matcher.ownSide(flags).remove(slot, table.field(slot, OrderTable.PRICE), table.shown(slot));
            table.field(slot, OrderTable.PRICE, price);
            table.field(slot, OrderTable.REMAINING, remaining);
            entry.trade(slot);
        }
    }

    private Reason checkAmend(
            final int slot, final long price, final long quantity, final long trigger, final boolean keepsPlace) {
        final int flags = table.flags(slot);
        if (book.state() == InstrumentState.HALTED || book.uncrossPrice() != 0) {
            return Reason.MARKET_HALTED;
        }
        if (book.state() == InstrumentState.CANCEL_ONLY) {
            return Reason.CANCEL_ONLY;
        }
        if (book.state() == InstrumentState.POST_ONLY && !keepsPlace && !OrderFlags.isPostOnly(flags)) {
            return Reason.POST_ONLY_PERIOD;
        }
        if ((flags & OrderFlags.BUDGET) != 0 ? quantity != 0 : !admission.isQuantity(quantity)) {
            return Reason.BAD_QUANTITY;
        }
        final Reason reason = admission.checkPrice(flags, price, quantity);
        if (reason != Reason.NONE) {
            return reason;
        }
        if ((flags & OrderFlags.WAITING) != 0) {
            return admission.isPrice(trigger) ? Reason.NONE : Reason.BAD_TRIGGER;
        }
        final boolean mustMake = OrderFlags.isPostOnly(flags) && !keepsPlace && book.state() != InstrumentState.AUCTION;
        return mustMake ? entry.wouldTake(slot, price, quantity) : Reason.NONE;
    }

    private void amendWaiting(final int slot, final long price, final long remaining, final long trigger) {
        table.field(slot, OrderTable.PRICE, price);
        if (!table.hasFlag(slot, OrderFlags.BUDGET)) {
            table.field(slot, OrderTable.REMAINING, remaining);
        }
        if (!book.result().hasKeptPriority()) {
            book.stops.move(slot, trigger);
        }
    }

    private void reduce(final int slot, final long remaining) {
        final long shown = table.shown(slot);
        table.field(slot, OrderTable.REMAINING, remaining);
        final long shownAfter = Math.min(shown, remaining);
        if (table.hasFlag(slot, OrderFlags.ICEBERG)) {
            table.extra(slot, OrderTable.SHOWN, shownAfter);
        }
        if (shownAfter != shown) {
            matcher.ownSide(table.flags(slot)).reduce(table.field(slot, OrderTable.PRICE), shown - shownAfter);
        }
    }
}
