package io.millrace.ubscore.account;

/** Answers questions from the state; changes nothing. */
final class Lookup {
    private final CoreState state;
    private final OrderView view = new OrderView();

    Lookup(final CoreState state) {
        this.state = state;
    }

    boolean order(final long userId, final long orderId, final FixedText clientOrderId, final OrderView found) {
        final OrderIdWindow ids = state.orderIds;
        final int place = orderId != 0 ? ids.find(orderId) : ids.find(userId, clientOrderId);
        if (place == OrderIdWindow.NONE || ids.ids.owner(place) != userId) {
            return false;
        }
        fill(place, found);
        return true;
    }

    boolean openOrders(
            final long userId,
            final int instrumentId,
            final long afterOrderId,
            final int countMax,
            final OrderVisitor visitor) {
        final int account = state.ledger.accounts.find(userId);
        if (account == AccountTable.NONE) {
            return false;
        }
        final OrderTable orders = state.orders;
        int left = countMax;
        for (int slot = state.ledger.accounts.firstOrder(account); slot != OrderTable.NONE; slot = orders.next(slot)) {
            final boolean meant = instrumentId == 0 || orders.instrumentId(slot) == instrumentId;
            if (meant && orders.orderId(slot) > afterOrderId) {
                if (left-- == 0) {
                    return true;
                }
                fill(orders.place(slot), view);
                visitor.onOrder(view);
            }
        }
        return false;
    }

    private void fill(final int place, final OrderView found) {
        final OrderIdWindow ids = state.orderIds;
        found.orderId = ids.orderId(place);
        found.userId = ids.ids.owner(place);
        found.instrumentId = ids.instrumentId(place);
        found.status = ids.status(place);
        found.reason = ids.reason(place);
        found.createdUs = ids.timestampUs(place);
        found.coreSequence = ids.coreSequence(place);
        ids.ids.text(place, found.clientOrderId);
        final int slot = ids.slot(place);
        final boolean open = slot != OrderTable.NONE;
        final OrderTable orders = state.orders;
        found.side = open ? orders.side(slot) : null;
        found.type = open ? orders.type(slot) : null;
        found.timeInForce = open ? orders.timeInForce(slot) : null;
        found.price = open ? orders.price(slot) : 0;
        found.quantity = open ? orders.quantity(slot) : 0;
        found.filledQuantity = open ? orders.filled(slot) : 0;
        found.filledNotional = open ? orders.filledNotional(slot) : 0;
        found.hold = open ? orders.hold(slot) : 0;
    }

    long balances(final long accountId, final BalanceVisitor visitor) {
        final int account = state.ledger.accounts.find(accountId);
        if (account == AccountTable.NONE) {
            return 0;
        }
        final BalanceTable balances = state.ledger.balances;
        for (int slot = balances.first(account); slot != BalanceTable.NONE; slot = balances.next(slot)) {
            visitor.onBalance(balances.assetId(slot), balances.available(slot), balances.held(slot));
        }
        return state.ledger.accounts.sequence(account);
    }
}
