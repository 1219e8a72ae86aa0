package io.millrace.settlement;

import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentDefinitionEncoder;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.Side;
import java.util.List;

/** The parts of messages that an {@link ExchangeScript} writes: groups of an output, an instrument's definition. */
final class ScriptParts {
    private ScriptParts() {}

    static void define(final InstrumentDefinitionEncoder encoder, final ExchangeScript.Listing listing) {
        encoder.instrumentId(listing.id())
                .baseAssetId(listing.base())
                .quoteAssetId(listing.quote())
                .lane(listing.lane())
                .state(InstrumentState.OPEN)
                .priceScale((short) (listing.quote() == ExchangeScript.BTC ? 5 : 2))
                .baseScale((short) ExchangeScript.SCALES[listing.base()])
                .quoteScale((short) ExchangeScript.SCALES[listing.quote()])
                .tickSize(1)
                .lotSize(listing.lotSize())
                .notionalPerTickLot(1)
                .quantityMin(1)
                .quantityMax(1_000_000_000)
                .notionalMin(1)
                .notionalMax(1_000_000_000_000_000L)
                .priceMax(1_000_000_000)
                .makerFeePpm(ExchangeScript.MAKER_PPM)
                .takerFeePpm(ExchangeScript.TAKER_PPM)
                .priceBandPpm(0)
                .collarPpm(50_000)
                .symbol(listing.symbol());
    }

    static void encodeTrades(final EngineOutputEncoder encoder, final List<ExchangeScript.Trade> trades) {
        final EngineOutputEncoder.TradesEncoder group = encoder.tradesCount(trades.size());
        for (final ExchangeScript.Trade trade : trades) {
            group.next()
                    .tradeId(trade.id())
                    .price(trade.price())
                    .quantity(trade.quantity())
                    .notional(trade.notional())
                    .makerOrderId(trade.maker().id)
                    .makerUserId(trade.maker().userId)
                    .makerFee(trade.makerFee())
                    .makerRemaining(trade.maker().remaining())
                    .takerOrderId(trade.taker().id)
                    .takerUserId(trade.taker().userId)
                    .takerFee(trade.takerFee())
                    .takerRemaining(trade.taker().remaining())
                    .takerSide(trade.taker().buy ? Side.BUY : Side.SELL)
                    .auction(Flag.NO);
        }
    }

    static void encodeOrders(final EngineOutputEncoder encoder, final List<ExchangeScript.Order> orders) {
        final EngineOutputEncoder.OrdersEncoder group = encoder.ordersCount(orders.size());
        for (final ExchangeScript.Order order : orders) {
            group.next()
                    .orderId(order.id)
                    .userId(order.userId)
                    .instrumentId(order.listing.id())
                    .side(order.buy ? Side.BUY : Side.SELL)
                    .status(order.status)
                    .reason(order.reason)
                    .triggered(Flag.NO)
                    .price(order.price)
                    .quantity(order.quantity)
                    .filledQuantity(order.filled)
                    .remainingQuantity(order.remaining())
                    .filledNotional(order.notional)
                    .triggerPrice(0);
        }
    }
}
