package io.millrace.ubscore.account;

/** All that the core knows; a snapshot is this and nothing else. */
final class CoreState {
    final CoreConfig config;
    final Sequences sequences;
    final Catalog catalog = new Catalog();
    final OrderLimits orderLimits = new OrderLimits();
    final OrderTable orders;
    final Ledger ledger;
    final OrderIdWindow orderIds;
    final TransferIdWindow transferIds;
    final WithdrawalTable withdrawals;
    /** Open orders that expire and for which no tick has been sent. */
    final SlotHeap expiries = new SlotHeap();
    /** Accounts with an armed dead-man's switch. */
    final SlotHeap deadMen = new SlotHeap();

    boolean killSwitch;

    CoreState(final CoreConfig config) {
        config.check();
        this.config = config;
        sequences = new Sequences(config);
        orders = new OrderTable(config.initialCapacity, config.ordersMax);
        withdrawals = new WithdrawalTable(config.withdrawalsMax);
        ledger = new Ledger(config, orders, withdrawals);
        orderIds = new OrderIdWindow(config, orders);
        transferIds = new TransferIdWindow(config);
    }

    boolean isOwn(final long userId) {
        return AccountIds.shard(userId, config.shardCount) == config.shard;
    }

    /** Counts an open order in with its account, at the end of its chain. */
    void link(final int order) {
        final AccountTable accounts = ledger.accounts;
        final int account = orders.account(order);
        final int last = accounts.lastOrder(account);
        orders.previous(order, last);
        orders.next(order, OrderTable.NONE);
        if (last == OrderTable.NONE) {
            accounts.orders(account, order, order);
        } else {
            orders.next(last, order);
            accounts.orders(account, accounts.firstOrder(account), order);
        }
        accounts.openCount(account, accounts.openCount(account) + 1);
    }

    /** Forgets an order that holds nothing any more, but for what its id says became of it. */
    void close(final int order, final OrderStatus status, final Reason reason) {
        if (orders.hold(order) != 0) {
            throw new BreachException("closed order keeps a hold invariant=I3 order=" + orders.orderId(order) + " hold="
                    + orders.hold(order) + " expected=0");
        }
        unlink(order);
        expiries.remove(order);
        orderIds.closed(orders.place(order), status, reason);
        orders.remove(order);
    }

    private void unlink(final int order) {
        final AccountTable accounts = ledger.accounts;
        final int account = orders.account(order);
        final int previous = orders.previous(order);
        final int next = orders.next(order);
        int first = accounts.firstOrder(account);
        int last = accounts.lastOrder(account);
        if (previous == OrderTable.NONE) {
            first = next;
        } else {
            orders.next(previous, next);
        }
        if (next == OrderTable.NONE) {
            last = previous;
        } else {
            orders.previous(next, previous);
        }
        accounts.orders(account, first, last);
        accounts.openCount(account, accounts.openCount(account) - 1);
    }

    /** Minor units that an order's terms need held, an amend that is on its way included; by budget: what it holds. */
    long need(final int order) {
        if (orders.quantity(order) == 0) {
            return orders.hold(order);
        }
        final Instrument instrument = catalog.instrument(orders.instrumentId(order));
        final long remaining = orders.remaining(order);
        if (!orders.isAmendPending(order)) {
            return cost(order, instrument, orders.price(order), remaining);
        }
        // Lots may fill at the old price until the amend arrives, and the rest at the new one.
        final long amended = Math.max(0, orders.amendQuantity(order) - orders.filled(order));
        final long more = Math.max(0, amended - remaining);
        final long whole = cost(order, instrument, orders.amendPrice(order), amended);
        final long split = cost(order, instrument, orders.price(order), remaining)
                + cost(order, instrument, orders.amendPrice(order), more);
        return Math.max(whole, split);
    }

    private long cost(final int order, final Instrument instrument, final long price, final long quantity) {
        return orders.isBuy(order)
                ? Math.multiplyExact(Math.multiplyExact(price, quantity), instrument.notionalPerTickLot)
                : Math.multiplyExact(quantity, instrument.lotSize);
    }

    void makeRoom() {
        ledger.makeRoom();
        orders.makeRoom();
        orderIds.makeRoom();
        transferIds.ids.makeRoom();
    }
}
