package io.millrace.gateway.ingress;

import io.millrace.feed.FeedListener;
import io.millrace.feed.LaneState;
import io.millrace.gateway.trading.CommandEffect;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketFeed;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Progress;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradePrint;
import io.millrace.schema.sbe.BookImageDecoder;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Engine outputs to market updates. One thread: the feed's. */
final class FeedAdapter implements FeedListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(FeedAdapter.class);

    private final MarketFeed market;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private final BookImageDecoder image = new BookImageDecoder();

    FeedAdapter(final MarketFeed market) {
        this.market = market;
    }

    @Override
    public boolean onOutput(
            final int lane,
            final long sequence,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final byte[] hash) {
        output.wrapAndApplyHeader(buffer, offset, header);
        final OutputStamp stamp = new OutputStamp(
                output.shard(),
                lane,
                output.sourceSequence(),
                output.outputSequence(),
                output.coreSequence(),
                output.timestampUs());
        final List<Fill> fills = new ArrayList<>();
        final List<TradePrint> trades = trades(fills);
        final Progress progress = progress(stamp);
        final List<LevelChange> levels = levels();
        final CommandEffect effect = new CommandEffect(
                output.outcome() == Outcome.ACCEPTED,
                output.reason().name(),
                output.keptPriority() == Flag.YES,
                stamp.outputSequence(),
                stamp.coreSequence(),
                stamp.timestampUs(),
                progress,
                fills);
        market.onUpdate(new MarketUpdate(stamp, levels, trades, output.userId() == 0 ? null : effect));
        return true;
    }

    @Override
    public void onBookImage(
            final int lane, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        image.wrapAndApplyHeader(buffer, offset, header);
        final Map<Integer, Long> lastTradeIds = new HashMap<>();
        for (final BookImageDecoder.InstrumentsDecoder entry : image.instruments()) {
            lastTradeIds.put(entry.instrument().instrumentId(), entry.lastTradeId());
        }
        final List<LevelChange> levels = new ArrayList<>();
        for (final BookImageDecoder.LevelsDecoder level : image.levels()) {
            final Side side = Side.valueOf(level.side().name());
            levels.add(new LevelChange(level.instrumentId(), side, level.price(), level.quantity()));
        }
        market.onImage(new OutputStamp(0, lane, 0, sequence, 0, 0), lastTradeIds, levels);
    }

    @Override
    public void onLaneState(final int lane, final LaneState state, final String detail) {
        if (state == LaneState.HALTED) {
            LOGGER.error("feed halted lane={} {}", lane, detail);
        } else {
            LOGGER.info("feed lane={} state={} {}", lane, state, detail);
        }
    }

    private List<TradePrint> trades(final List<Fill> fills) {
        final int instrumentId = output.instrumentId();
        final long orderId = output.orderId();
        final long timestampUs = output.timestampUs();
        final List<TradePrint> trades = new ArrayList<>();
        for (final EngineOutputDecoder.TradesDecoder trade : output.trades()) {
            final Side takerSide = Side.valueOf(trade.takerSide().name());
            trades.add(new TradePrint(
                    instrumentId,
                    new Trade(
                            trade.tradeId(),
                            trade.price(),
                            trade.quantity(),
                            trade.notional(),
                            takerSide,
                            timestampUs)));
            final String liquidity = trade.auction() == Flag.YES ? "AUCTION" : null;
            if (orderId != 0 && trade.takerOrderId() == orderId) {
                fills.add(fill(trade, trade.takerFee(), takerSide, liquidity == null ? "TAKER" : liquidity));
            } else if (orderId != 0 && trade.makerOrderId() == orderId) {
                final Side makerSide = takerSide == Side.BUY ? Side.SELL : Side.BUY;
                fills.add(fill(trade, trade.makerFee(), makerSide, liquidity == null ? "MAKER" : liquidity));
            }
        }
        return trades;
    }

    private static Fill fill(
            final EngineOutputDecoder.TradesDecoder trade, final long fee, final Side side, final String liquidity) {
        return new Fill(trade.tradeId(), trade.price(), trade.quantity(), fee, side, liquidity);
    }

    /** Of the order that the command names; null if the output has no entry for it. */
    private Progress progress(final OutputStamp stamp) {
        final long orderId = output.orderId();
        Progress named = null;
        for (final EngineOutputDecoder.OrdersDecoder order : output.orders()) {
            if (order.orderId() == orderId && orderId != 0) {
                named = new Progress(
                        OrderStatus.valueOf(order.status().name()),
                        order.reason().name(),
                        order.filledQuantity(),
                        order.remainingQuantity(),
                        order.filledNotional(),
                        stamp.coreSequence(),
                        stamp.timestampUs(),
                        stamp.timestampUs());
            }
        }
        return named;
    }

    private List<LevelChange> levels() {
        final List<LevelChange> levels = new ArrayList<>();
        for (final EngineOutputDecoder.LevelsDecoder level : output.levels()) {
            levels.add(new LevelChange(
                    level.instrumentId(), Side.valueOf(level.side().name()), level.price(), level.quantity()));
        }
        return levels;
    }
}
