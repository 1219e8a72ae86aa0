package io.millrace.engine.egress;

import io.millrace.engine.LaneBreachException;
import io.millrace.engine.book.CommandResult;
import io.millrace.engine.book.EngineListener;
import io.millrace.engine.book.OrderState;
import io.millrace.engine.book.Side;
import io.millrace.engine.book.Trade;
import io.millrace.feed.FeedFrames;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.LaneStampDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OrderStatus;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what the book says about one command into one {@code EngineOutput}, straight into its bytes: the book's order of
 * calls is the message's order of groups. Owned by the lane's thread; allocates nothing per command.
 *
 * <p>{@link #begin}, then the command runs, then {@link #finish}.
 */
public final class OutputEncoder implements EngineListener {
    /** Entries that a group's count can say; the real count is set when the group ends. */
    private static final int GROUP_COUNT_MAX = 65_534;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FeedFrames.OUTPUT_LENGTH_MAX]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final EngineOutputEncoder output = new EngineOutputEncoder();

    private EngineOutputEncoder.TradesEncoder trades;
    private EngineOutputEncoder.OrdersEncoder orders;
    private EngineOutputEncoder.LevelsEncoder levels;
    private EngineOutputEncoder.DeltasEncoder deltas;
    private boolean isDone;

    /** Starts the output of a command. The hash of the output before it is left to the {@link OutputChain}. */
    public void begin(
            final LaneStampDecoder stamp, final int templateId, final long sourceOffset, final long outputSequence) {
        output.wrapAndApplyHeader(buffer, 0, header)
                .lane(stamp.lane())
                .shard(stamp.shard())
                .commandTemplateId(templateId)
                .outputSequence(outputSequence)
                .sourceOffset(sourceOffset)
                .sourceSequence(stamp.orderSequence())
                .coreSequence(stamp.coreSequence())
                .timestampUs(stamp.timestampUs());
        trades = output.tradesCount(GROUP_COUNT_MAX);
        orders = null;
        levels = null;
        deltas = null;
        isDone = false;
    }

    /**
     * Ends the output with the command itself.
     *
     * @param orderId the order that the command names, and {@code userId} its owner; 0: none.
     * @return the output's length; its bytes stand in {@link #buffer} from index 0.
     * @throws LaneBreachException if the book has not said how the command ended.
     */
    public int finish(
            final long orderId, final long userId, final DirectBuffer command, final int offset, final int length) {
        if (!isDone) {
            throw new LaneBreachException("command has no result: output-sequence="
                    + buffer.getLong(
                            MessageHeaderEncoder.ENCODED_LENGTH + EngineOutputEncoder.outputSequenceEncodingOffset()));
        }
        output.orderId(orderId).userId(userId).putCommand(command, offset, length);
        return output.limit();
    }

    /** Where the outputs stand, one after the other. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public void onTrade(final Trade trade) {
        trades.next()
                .tradeId(trade.tradeId())
                .price(trade.price())
                .quantity(trade.quantity())
                .notional(trade.notional())
                .makerOrderId(trade.makerOrderId())
                .makerUserId(trade.makerUserId())
                .makerFee(trade.makerFee())
                .makerRemaining(trade.makerRemaining())
                .takerOrderId(trade.takerOrderId())
                .takerUserId(trade.takerUserId())
                .takerFee(trade.takerFee())
                .takerRemaining(trade.takerRemaining())
                .takerSide(side(trade.takerSide()))
                .auction(flag(trade.isAuction()));
    }

    @Override
    public void onOrder(final OrderState order) {
        if (orders == null) {
            beginOrders();
        }
        orders.next()
                .orderId(order.orderId())
                .userId(order.userId())
                .instrumentId(order.instrumentId())
                .side(side(order.side()))
                .status(OrderStatus.get((short) order.status().code()))
                .reason(Reason.get(order.reason().code()))
                .triggered(flag(order.isTriggered()))
                .price(order.price())
                .quantity(order.quantity())
                .filledQuantity(order.filledQuantity())
                .remainingQuantity(order.remainingQuantity())
                .filledNotional(order.filledNotional())
                .triggerPrice(order.triggerPrice());
    }

    @Override
    public void onLevel(
            final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
        if (levels == null) {
            beginLevels();
        }
        levels.next()
                .instrumentId(instrumentId)
                .side(side(side))
                .price(price)
                .quantity(quantity)
                .orderCount(orderCount);
    }

    @Override
    public void onDelta(final long accountId, final int assetId, final long amount) {
        if (deltas == null) {
            beginDeltas();
        }
        deltas.next().accountId(accountId).assetId(assetId).amount(amount);
    }

    @Override
    public void onResult(final int instrumentId, final long lastPrice, final CommandResult result) {
        if (deltas == null) {
            beginDeltas();
        }
        deltas.resetCountToIndex();
        output.outcome(result.isAccepted() ? Outcome.ACCEPTED : Outcome.REJECTED)
                .keptPriority(flag(result.hasKeptPriority()))
                .reason(Reason.get(result.reason().code()))
                .instrumentId(instrumentId)
                .lastPrice(lastPrice);
        isDone = true;
    }

    private void beginOrders() {
        trades.resetCountToIndex();
        orders = output.ordersCount(GROUP_COUNT_MAX);
    }

    private void beginLevels() {
        if (orders == null) {
            beginOrders();
        }
        orders.resetCountToIndex();
        levels = output.levelsCount(GROUP_COUNT_MAX);
    }

    private void beginDeltas() {
        if (levels == null) {
            beginLevels();
        }
        levels.resetCountToIndex();
        deltas = output.deltasCount(GROUP_COUNT_MAX);
    }

    private static io.millrace.schema.sbe.Side side(final Side side) {
        return side == Side.BUY ? io.millrace.schema.sbe.Side.BUY : io.millrace.schema.sbe.Side.SELL;
    }

    private static Flag flag(final boolean value) {
        return value ? Flag.YES : Flag.NO;
    }
}
