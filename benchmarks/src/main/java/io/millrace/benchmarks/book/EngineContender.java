package io.millrace.benchmarks.book;

import io.millrace.engine.book.BookLimits;
import io.millrace.engine.book.CommandResult;
import io.millrace.engine.book.EngineListener;
import io.millrace.engine.book.InstrumentState;
import io.millrace.engine.book.MatchingEngine;
import io.millrace.engine.book.NewOrder;
import io.millrace.engine.book.OrderState;
import io.millrace.engine.book.Reason;
import io.millrace.engine.book.Side;
import io.millrace.engine.book.Trade;
import io.millrace.engine.egress.OutputChain;
import io.millrace.engine.egress.OutputEncoder;
import io.millrace.schema.sbe.LaneStampDecoder;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/** The book inside the engine of a lane, as far as the depth says. */
final class EngineContender extends Contender implements EngineListener {
    enum Depth {
        /** The instrument is looked up, fees and balance deltas are summed. */
        ROUTED("+ routing, fees, deltas"),
        /** What the command did is written as an EngineOutput, the command's bytes in it. */
        ENCODED("+ encoding the output"),
        /** The output is hashed and chained to the one before. */
        HASHED("+ hashing it");

        private final String title;

        Depth(final String title) {
            this.title = title;
        }
    }

    private final Depth depth;
    private final NewOrder order = new NewOrder();
    private final OutputEncoder encoder = new OutputEncoder();
    private final LaneStampDecoder stamp = new LaneStampDecoder();
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[PlaceOrderDecoder.BLOCK_LENGTH]);
    private final OutputChain chain = new OutputChain();
    private MatchingEngine engine;
    private long reports;
    private long outputSequence;
    /** Not while the instrument is listed. */
    private boolean isEncoding;

    EngineContender(final Depth depth) {
        this.depth = depth;
        stamp.wrap(new UnsafeBuffer(new byte[LaneStampDecoder.ENCODED_LENGTH]), 0);
    }

    @Override
    String name() {
        return depth.title;
    }

    @Override
    void reset() {
        isEncoding = false;
        final BookLimits limits = BookLimits.DEFAULT;
        engine = new MatchingEngine(
                new BookLimits(
                        limits.effectsPerCommandMax(), limits.orderCountMax(), limits.trailingCountMax(), 1 << 17),
                this);
        engine.list(MillraceContender.INSTRUMENT, InstrumentState.OPEN);
        isEncoding = depth != Depth.ROUTED;
        clearTrades();
    }

    @Override
    void run(final Mix mix, final int from, final int to) {
        for (int i = from; i < to; i++) {
            final int base = i * Mix.STRIDE;
            final long head = mix.messages[base];
            final long body = mix.messages[base + 1];
            final long orderId = Mix.orderId(head);
            if (isEncoding) {
                encoder.begin(stamp, PlaceOrderDecoder.TEMPLATE_ID, i, ++outputSequence);
            }
            apply(head, orderId, Mix.price(body), Mix.quantity(body));
            if (isEncoding) {
                final int length = encoder.finish(orderId, Mix.user(head), command, 0, command.capacity());
                if (depth == Depth.HASHED) {
                    chain.link(encoder.buffer(), 0, length);
                }
            }
        }
    }

    private void apply(final long head, final long orderId, final long price, final long quantity) {
        final int operation = Mix.operation(head);
        if (operation <= Mix.PLACE_IOC) {
            order.of(orderId, Mix.user(head), MillraceContender.SIDES[Mix.side(head)], price, quantity);
            engine.place(1, order.timeInForce(MillraceContender.TIMES_IN_FORCE[operation]));
        } else if (operation == Mix.CANCEL) {
            engine.cancel(1, orderId, Mix.user(head), Reason.USER);
        } else {
            engine.amend(1, orderId, Mix.user(head), price, quantity, 0);
        }
    }

    @Override
    public void onTrade(final Trade trade) {
        onTrade(trade.makerOrderId(), trade.takerOrderId(), trade.price(), trade.quantity());
        if (isEncoding) {
            encoder.onTrade(trade);
        }
    }

    @Override
    public void onOrder(final OrderState state) {
        reports += state.remainingQuantity();
        if (isEncoding) {
            encoder.onOrder(state);
        }
    }

    @Override
    public void onLevel(
            final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
        reports += quantity;
        if (isEncoding) {
            encoder.onLevel(instrumentId, side, price, quantity, orderCount);
        }
    }

    @Override
    public void onDelta(final long accountId, final int assetId, final long amount) {
        reports += amount;
        if (isEncoding) {
            encoder.onDelta(accountId, assetId, amount);
        }
    }

    @Override
    public void onResult(final int instrumentId, final long lastPrice, final CommandResult result) {
        reports += lastPrice;
        if (isEncoding) {
            encoder.onResult(instrumentId, lastPrice, result);
        }
    }

    /** Reports taken, so that none can be left out as unused. */
    long reports() {
        return reports;
    }
}
