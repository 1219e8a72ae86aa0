package io.millrace.settlement.ledger;

import io.millrace.settlement.ledger.Output.OutputStamp;
import io.millrace.settlement.ledger.Trade.Party;
import java.math.BigDecimal;
import java.time.Instant;

/** The rows that an output makes by itself. */
final class OutputRows {
    /** An output's place among the partitions of its bucket, so that one partition stays small: sequence &amp; 7. */
    private static final long SPREAD_MASK = 7;

    private static final String DUPLICATE_ORDER_ID = "DUPLICATE_ORDER_ID";

    private final Reference reference;

    OutputRows(final Reference reference) {
        this.reference = reference;
    }

    void tell(final Output output, final LedgerListener listener) {
        listener.onRow(outputRow(output));
        for (final Trade trade : output.trades()) {
            tellTrade(output.stamp(), trade, listener);
        }
        tellOrders(output, listener);
    }

    private static Row outputRow(final Output output) {
        final OutputStamp stamp = output.stamp();
        return Row.fact(
                Table.ENGINE_OUTPUTS,
                stamp.lane(),
                Table.bucket(stamp.sequence()),
                (int) (stamp.sequence() & SPREAD_MASK),
                stamp.sequence(),
                stamp.hash(),
                stamp.previousHash(),
                output.bytes(),
                time(stamp.timestampUs()));
    }

    private void tellTrade(final OutputStamp stamp, final Trade trade, final LedgerListener listener) {
        final Instrument instrument = reference.instrument(trade.instrumentId());
        final boolean takerBuys = trade.aggression().takerBuys();
        final BigDecimal makerFee =
                feeReceived(instrument, !takerBuys, trade.maker().fee());
        final BigDecimal takerFee =
                feeReceived(instrument, takerBuys, trade.taker().fee());
        listener.onRow(Row.fact(
                Table.SETTLED_TRADES,
                instrument.symbol(),
                Table.bucket(trade.tradeId()),
                trade.tradeId(),
                instrument.price(trade.price()),
                instrument.quantity(trade.quantity()),
                instrument.quoteAmount(trade.notional()),
                side(takerBuys),
                trade.aggression().auction(),
                trade.maker().orderId(),
                trade.maker().userId(),
                makerFee,
                trade.taker().orderId(),
                trade.taker().userId(),
                takerFee,
                stamp.lane(),
                stamp.sequence(),
                stamp.coreSequence(),
                time(stamp.timestampUs())));
        final boolean auction = trade.aggression().auction();
        final Row maker = partyRow(trade, trade.maker(), !takerBuys, makerFee, stamp, auction ? "AUCTION" : "MAKER");
        final Row taker = partyRow(trade, trade.taker(), takerBuys, takerFee, stamp, auction ? "AUCTION" : "TAKER");
        listener.onRow(maker);
        listener.onRow(taker);
    }

    private Row partyRow(
            final Trade trade,
            final Party party,
            final boolean buys,
            final BigDecimal fee,
            final OutputStamp stamp,
            final String liquidity) {
        final Instrument instrument = reference.instrument(trade.instrumentId());
        final int feeAssetId = buys ? instrument.baseAssetId() : instrument.quoteAssetId();
        return Row.fact(
                Table.TRADES_BY_ORDER,
                party.orderId(),
                trade.tradeId(),
                party.userId(),
                instrument.symbol(),
                side(buys),
                liquidity,
                instrument.price(trade.price()),
                instrument.quantity(trade.quantity()),
                instrument.quoteAmount(trade.notional()),
                fee,
                reference.asset(feeAssetId).symbol(),
                time(stamp.timestampUs()));
    }

    private void tellOrders(final Output output, final LedgerListener listener) {
        final PlacedOrder placed = output.definition().order();
        boolean placedSeen = false;
        for (final OrderState state : output.orders()) {
            final boolean isPlaced = placed != null && placed.asPlaced().orderId() == state.orderId();
            placedSeen |= isPlaced;
            tellOrder(output, state, isPlaced ? placed : null, listener);
        }
        if (placed != null && !placedSeen) {
            tellRefused(output, placed, listener);
        }
    }

    /** A placement that left no order behind; the id of one that rests already stays that order's. */
    private void tellRefused(final Output output, final PlacedOrder placed, final LedgerListener listener) {
        if (output.accepted()) {
            throw new Breach("placed order is not among the output's orders: lane="
                    + output.stamp().lane() + " output_sequence="
                    + output.stamp().sequence() + " order_id="
                    + placed.asPlaced().orderId());
        }
        if (!output.reason().equals(DUPLICATE_ORDER_ID)) {
            tellOrder(output, placed.asPlaced(), placed, listener);
        }
    }

    private void tellOrder(
            final Output output, final OrderState state, final PlacedOrder placed, final LedgerListener listener) {
        final Instrument instrument = reference.instrument(state.instrumentId());
        listener.onRow(orderRow(output.stamp(), state, instrument, placed));
        listener.onRow(orderEventRow(output, state, instrument));
        if (placed != null && !placed.clientOrderId().isEmpty()) {
            listener.onRow(Row.fact(Table.ORDER_BY_CLIENT_ID, state.userId(), placed.clientOrderId(), state.orderId()));
        }
    }

    private static Row orderRow(
            final OutputStamp stamp, final OrderState state, final Instrument instrument, final PlacedOrder placed) {
        final boolean isNew = placed != null;
        return Row.current(
                Table.ORDERS,
                stamp.sequence(),
                state.orderId(),
                state.userId(),
                instrument.symbol(),
                side(state.buy()),
                state.standing().status(),
                state.standing().reason(),
                instrument.priceOrNone(state.terms().price()),
                instrument.quantityOrNone(state.terms().quantity()),
                instrument.priceOrNone(state.terms().triggerPrice()),
                instrument.quantity(state.filled().quantity()),
                instrument.quantity(state.filled().remaining()),
                instrument.quoteAmount(state.filled().notional()),
                stamp.lane(),
                stamp.sequence(),
                stamp.coreSequence(),
                time(stamp.timestampUs()),
                isNew && !placed.clientOrderId().isEmpty() ? placed.clientOrderId() : null,
                isNew ? placed.options().type() : null,
                isNew ? placed.options().timeInForce() : null,
                isNew ? placed.options().stpMode() : null,
                isNew ? placed.options().postOnly() : null,
                isNew ? instrument.quantityOrNone(placed.displayQuantity()) : null,
                isNew && placed.quoteBudget() != 0 ? instrument.quoteAmount(placed.quoteBudget()) : null,
                isNew && placed.options().expireTimeUs() != 0
                        ? time(placed.options().expireTimeUs())
                        : null,
                isNew ? time(stamp.timestampUs()) : null);
    }

    private static Row orderEventRow(final Output output, final OrderState state, final Instrument instrument) {
        final OutputStamp stamp = output.stamp();
        return Row.fact(
                Table.ORDER_EVENTS,
                state.orderId(),
                stamp.sequence(),
                stamp.lane(),
                output.command(),
                state.standing().status(),
                state.standing().reason(),
                state.standing().triggered(),
                instrument.priceOrNone(state.terms().price()),
                instrument.quantityOrNone(state.terms().quantity()),
                instrument.priceOrNone(state.terms().triggerPrice()),
                instrument.quantity(state.filled().quantity()),
                instrument.quantity(state.filled().remaining()),
                instrument.quoteAmount(state.filled().notional()),
                stamp.coreSequence(),
                time(stamp.timestampUs()));
    }

    /** Fees are charged in what is received: the base asset by a buyer, the quote asset by a seller. */
    private static BigDecimal feeReceived(final Instrument instrument, final boolean buys, final long fee) {
        return buys ? instrument.baseAmount(fee) : instrument.quoteAmount(fee);
    }

    static String side(final boolean buys) {
        return buys ? "BUY" : "SELL";
    }

    /** The tables keep milliseconds. */
    static Instant time(final long timestampUs) {
        return Instant.ofEpochMilli(Math.floorDiv(timestampUs, 1_000L));
    }
}
