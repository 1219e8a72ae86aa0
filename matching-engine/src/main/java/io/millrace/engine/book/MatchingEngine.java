package io.millrace.engine.book;

import java.nio.ByteOrder;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The instruments of one lane: routes each command to its book and adds what only the whole of a command shows, fees and
 * balance deltas. Every command ends with {@link EngineListener#onResult}, also one that is refused.
 *
 * <p>One thread. A broken invariant throws; the engine must not be used after that.
 */
public final class MatchingEngine {
    /** Account that fees go to and rebates come from. */
    public static final long FEE_ACCOUNT = -1;

    private final EngineListener listener;
    private final BookLimits limits;
    private final BalanceDeltas deltas = new BalanceDeltas();
    private final CommandResult ownResult = new CommandResult();
    private final BookListener bookListener = new DeltaListener();
    private final Int2ObjectHashMap<OrderBook> books = new Int2ObjectHashMap<>();
    /** The same books by ascending id: what concerns all of them goes in this order. */
    private final TreeMap<Integer, OrderBook> booksInOrder = new TreeMap<>();

    private OrderBook[] all = new OrderBook[0];

    public MatchingEngine(final EngineListener listener) {
        this(BookLimits.DEFAULT, listener);
    }

    public MatchingEngine(final BookLimits limits, final EngineListener listener) {
        this.limits = limits;
        this.listener = listener;
    }

    /**
     * Add an instrument, or change the bounds of one. BAD_DEFINITION: it is known with another contract.
     *
     * @param state of a new instrument; one that is known keeps its own
     */
    public Reason list(final InstrumentDefinition definition, final InstrumentState state) {
        final int instrumentId = definition.instrumentId();
        final OrderBook book = books.get(instrumentId);
        ownResult.clear();
        if (book == null) {
            final OrderBook added = new OrderBook(definition, limits, bookListener);
            added.open(state, 0);
            addBook(added);
        } else if (definition.isSameContract(book.instrument())) {
            book.redefine(definition);
        } else {
            ownResult.refuse(Reason.BAD_DEFINITION);
        }
        listener.onResult(instrumentId, book == null ? 0 : book.lastPrice(), ownResult);
        return ownResult.reason();
    }

    private void addBook(final OrderBook book) {
        final int instrumentId = book.instrument().instrumentId();
        books.put(instrumentId, book);
        booksInOrder.put(instrumentId, book);
        all = booksInOrder.values().toArray(new OrderBook[0]);
    }

    /** See {@link OrderBook#place}; BAD_SYMBOL: no such instrument. */
    public Reason place(final int instrumentId, final NewOrder order) {
        final OrderBook book = books.get(instrumentId);
        return book == null ? refuse(instrumentId) : finish(instrumentId, book, book.place(order));
    }

    /** See {@link OrderBook#cancel}. */
    public Reason cancel(final int instrumentId, final long orderId, final long userId, final Reason reason) {
        final OrderBook book = books.get(instrumentId);
        return book == null ? refuse(instrumentId) : finish(instrumentId, book, book.cancel(orderId, userId, reason));
    }

    /** See {@link OrderBook#amend}. */
    public Reason amend(
            final int instrumentId,
            final long orderId,
            final long userId,
            final long price,
            final long quantity,
            final long triggerPrice) {
        final OrderBook book = books.get(instrumentId);
        return book == null
                ? refuse(instrumentId)
                : finish(instrumentId, book, book.amend(orderId, userId, price, quantity, triggerPrice));
    }

    /** See {@link OrderBook#massCancel}. */
    public Reason massCancel(final int instrumentId, final long userId, final Side side, final Reason reason) {
        final OrderBook book = books.get(instrumentId);
        return book == null ? refuse(instrumentId) : finish(instrumentId, book, book.massCancel(userId, side, reason));
    }

    /** See {@link OrderBook#setState}. */
    public Reason setState(final int instrumentId, final InstrumentState state) {
        final OrderBook book = books.get(instrumentId);
        return book == null ? refuse(instrumentId) : finish(instrumentId, book, book.setState(state));
    }

    /** Expire in all books what ends at this time or before; result CAPACITY: the next tick finds more. */
    public Reason tick(final long timestampUs) {
        ownResult.clear();
        int effectsLeft = limits.effectsPerCommandMax();
        for (final OrderBook book : all) {
            effectsLeft = book.beginExpire(timestampUs, effectsLeft);
            if (book.result().reason() == Reason.CAPACITY) {
                ownResult.leaveRest();
            }
        }
        for (final OrderBook book : all) {
            book.reportOrders();
        }
        for (final OrderBook book : all) {
            book.reportLevels();
        }
        for (final OrderBook book : all) {
            book.settle();
        }
        deltas.drainTo(listener);
        listener.onResult(0, 0, ownResult);
        return Reason.NONE;
    }

    /**
     * Write all books as canonical bytes: their number, then length and bytes of each, by ascending id.
     *
     * @return how many
     */
    public int snapshot(final MutableDirectBuffer buffer, final int offset) {
        buffer.putInt(offset, all.length, ByteOrder.LITTLE_ENDIAN);
        int position = offset + Integer.BYTES;
        for (final OrderBook book : all) {
            final int length = book.snapshot(buffer, position + Integer.BYTES);
            buffer.putInt(position, length, ByteOrder.LITTLE_ENDIAN);
            position += Integer.BYTES + length;
        }
        return position - offset;
    }

    /**
     * Take the books of a snapshot into this engine, which has none. Throws {@link IllegalArgumentException} if the bytes
     * are no snapshot; the engine must not be used then.
     */
    public void load(final DirectBuffer buffer, final int offset, final int length) {
        int position = offset + Integer.BYTES;
        final int end = offset + length;
        final int count = length < Integer.BYTES ? -1 : buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            final int bookLength =
                    end - position < Integer.BYTES ? -1 : buffer.getInt(position, ByteOrder.LITTLE_ENDIAN);
            position += Integer.BYTES;
            if (bookLength < 0 || bookLength > end - position) {
                throw new IllegalArgumentException("truncated engine snapshot");
            }
            final OrderBook book = OrderBook.load(buffer, position, bookLength, limits, bookListener);
            if (books.containsKey(book.instrument().instrumentId())) {
                throw new IllegalArgumentException(
                        "instrument twice: instrumentId=" + book.instrument().instrumentId());
            }
            addBook(book);
            position += bookLength;
        }
        if (count < 0 || position != end) {
            throw new IllegalArgumentException("not an engine snapshot: length=" + length);
        }
    }

    /** Book of an instrument; null: there is none. For questions only: commands go through the engine. */
    public OrderBook book(final int instrumentId) {
        return books.get(instrumentId);
    }

    /** Instruments in this lane, ascending. */
    public int[] instrumentIds() {
        return booksInOrder.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private Reason finish(final int instrumentId, final OrderBook book, final Reason reason) {
        deltas.drainTo(listener);
        listener.onResult(instrumentId, book.lastPrice(), book.result());
        return reason;
    }

    private Reason refuse(final int instrumentId) {
        ownResult.clear();
        ownResult.refuse(Reason.BAD_SYMBOL);
        listener.onResult(instrumentId, 0, ownResult);
        return Reason.BAD_SYMBOL;
    }

    /** Passes on what a book says, and sums up what its trades move. */
    private final class DeltaListener implements BookListener {
        @Override
        public void onTrade(final Trade trade) {
            final boolean isTakerBuying = trade.takerSide() == Side.BUY;
            final long buyer = isTakerBuying ? trade.takerUserId() : trade.makerUserId();
            final long seller = isTakerBuying ? trade.makerUserId() : trade.takerUserId();
            final long baseFee = isTakerBuying ? trade.takerFee() : trade.makerFee();
            final long quoteFee = isTakerBuying ? trade.makerFee() : trade.takerFee();
            final int base = trade.instrument().baseAssetId();
            final int quote = trade.instrument().quoteAssetId();
            deltas.add(buyer, base, trade.baseAmount() - baseFee);
            deltas.add(buyer, quote, -trade.notional());
            deltas.add(seller, base, -trade.baseAmount());
            deltas.add(seller, quote, trade.notional() - quoteFee);
            addFee(base, baseFee);
            addFee(quote, quoteFee);
            listener.onTrade(trade);
        }

        private void addFee(final int assetId, final long fee) {
            if (fee != 0) {
                deltas.add(FEE_ACCOUNT, assetId, fee);
            }
        }

        @Override
        public void onOrder(final OrderState order) {
            listener.onOrder(order);
        }

        @Override
        public void onLevel(
                final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
            listener.onLevel(instrumentId, side, price, quantity, orderCount);
        }
    }
}
