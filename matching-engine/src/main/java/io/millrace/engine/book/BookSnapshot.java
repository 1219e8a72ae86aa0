package io.millrace.engine.book;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A book as canonical bytes, little endian: the same book gives the same bytes, whatever its arrays look like. It carries no
 * checksum: who stores it adds one.
 *
 * <pre>
 *  +---------+-----------+------------+-------+------------+---------------+---------------+
 *  | magic 4 | version 4 | instrument | state | last price | last trade id | uncross price |
 *  |         |           |   6 × 8    |   8   |     8      |       8       |       8       |
 *  +---------+-----------+------------+-------+------------+---------------+---------------+
 *  four times: bids, asks, waiting buys, waiting sells, each in the order of its queues
 *  +---------+-----------------------------------------------------------------------------+
 *  | count 8 | orders: 8 × 8 each, and 7 × 8 more where flags say EXTRA                    |
 *  +---------+-----------------------------------------------------------------------------+
 *  +---------+---------------------+---------+---------------------------------------------+
 *  | count 8 | trailing stops: ids | count 8 | final states: entries by ascending index    |
 *  +---------+---------------------+---------+---------------------------------------------+
 * </pre>
 */
final class BookSnapshot {
    static final int MAGIC = 0x4B4F_4F42;
    static final int VERSION = 1;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    /** What of an order's flags outlives a command. */
    private static final int KEPT_FLAGS = OrderFlags.KIND_MASK | OrderFlags.ICEBERG | OrderFlags.BUDGET;

    private final OrderBook book;
    private final OrderTable table;
    private final MutableDirectBuffer target;
    private final DirectBuffer source;
    private final int limit;
    private int position;

    private BookSnapshot(
            final OrderBook book,
            final MutableDirectBuffer target,
            final DirectBuffer source,
            final int position,
            final int limit) {
        this.book = book;
        this.table = book.table;
        this.target = target;
        this.source = source;
        this.position = position;
        this.limit = limit;
    }

    /** Write a book; gives the length. */
    static int write(final OrderBook book, final MutableDirectBuffer buffer, final int offset) {
        final BookSnapshot snapshot = new BookSnapshot(book, buffer, null, offset, 0);
        snapshot.writeHeader();
        snapshot.writeQueues(book.bids);
        snapshot.writeQueues(book.asks);
        snapshot.writeQueues(book.stops.ladder(Side.BUY));
        snapshot.writeQueues(book.stops.ladder(Side.SELL));
        snapshot.writeTrailing();
        snapshot.writeFinals();
        return snapshot.position - offset;
    }

    /** Read a book; throws {@link IllegalArgumentException} if these bytes are none. */
    static OrderBook read(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final BookLimits limits,
            final BookListener listener) {
        if (length < 8 || buffer.getInt(offset, ORDER) != MAGIC || buffer.getInt(offset + 4, ORDER) != VERSION) {
            throw new IllegalArgumentException("not a book snapshot: length=" + length);
        }
        final int end = offset + length;
        final int header = offset + 8;
        if (end - header < 10 * Long.BYTES) {
            throw truncated();
        }
        final InstrumentDefinition instrument = new InstrumentDefinition(
                Math.toIntExact(buffer.getLong(header, ORDER)),
                Math.toIntExact(buffer.getLong(header + 8, ORDER)),
                Math.toIntExact(buffer.getLong(header + 16, ORDER)),
                buffer.getLong(header + 24, ORDER),
                buffer.getLong(header + 32, ORDER),
                buffer.getLong(header + 40, ORDER));
        final OrderBook book = new OrderBook(instrument, limits, listener);
        new BookSnapshot(book, null, buffer, header + 48, end).readBody();
        return book;
    }

    private void writeHeader() {
        final InstrumentDefinition instrument = book.instrument();
        target.putInt(position, MAGIC, ORDER);
        target.putInt(position + 4, VERSION, ORDER);
        position += 8;
        put(instrument.instrumentId());
        put(instrument.baseAssetId());
        put(instrument.quoteAssetId());
        put(instrument.lotSize());
        put(instrument.notionalPerTickLot());
        put(instrument.priceMax());
        put(book.state().code());
        put(book.matcher.lastPrice);
        put(book.matcher.lastTradeId);
        put(book.uncrossPrice());
    }

    private void writeQueues(final Ladder ladder) {
        final int countAt = position;
        long count = 0;
        put(0);
        for (int level = ladder.best(); level != 0; level = ladder.next(level)) {
            for (int slot = ladder.head(level); slot != 0; slot = table.next(slot)) {
                writeOrder(slot);
                count++;
            }
        }
        target.putLong(countAt, count, ORDER);
    }

    private void writeOrder(final int slot) {
        final int flags = table.flags(slot);
        final boolean hasExtra = hasExtra(slot, flags);
        put(table.field(slot, OrderTable.ID));
        put(table.field(slot, OrderTable.USER));
        put(table.field(slot, OrderTable.PRICE));
        put(table.field(slot, OrderTable.REMAINING));
        put(flags & KEPT_FLAGS | (hasExtra ? OrderFlags.EXTRA : 0));
        put(table.field(slot, OrderTable.FILLED));
        put(table.field(slot, OrderTable.FILLED_NOTIONAL));
        put(table.fees(slot));
        if (hasExtra) {
            for (int field = OrderTable.DISPLAY; field < OrderTable.HEAP_INDEX; field++) {
                put(extra(slot, flags, field));
            }
        }
    }

    /** Whether there is anything in the side arrays that matters. */
    private boolean hasExtra(final int slot, final int flags) {
        long any = 0;
        for (int field = OrderTable.DISPLAY; field < OrderTable.HEAP_INDEX; field++) {
            any |= extra(slot, flags, field);
        }
        return any != 0;
    }

    private long extra(final int slot, final int flags, final int field) {
        final boolean isTimed = OrderFlags.timeInForce(flags) >= TimeInForce.GTD.code();
        return field == OrderTable.EXPIRE_US && !isTimed ? 0 : table.extraOrZero(slot, field);
    }

    private void writeTrailing() {
        put(book.stops.trailingCount());
        for (int i = 0; i < book.stops.trailingCount(); i++) {
            put(table.field(book.stops.trailingSlot(i), OrderTable.ID));
        }
    }

    private void writeFinals() {
        final int countAt = position;
        long count = 0;
        put(0);
        for (int i = 0; i < FinalStates.COUNT; i++) {
            final long entry = table.finals.entry(i);
            if (entry != 0) {
                put(entry);
                count++;
            }
        }
        target.putLong(countAt, count, ORDER);
    }

    private void put(final long value) {
        target.putLong(position, value, ORDER);
        position += Long.BYTES;
    }

    private void readBody() {
        final InstrumentState state = InstrumentState.of(Math.toIntExact(take()));
        book.matcher.lastPrice = take();
        book.matcher.lastTradeId = take();
        book.open(state, take());
        readQueues(book.bids);
        readQueues(book.asks);
        readQueues(null);
        readQueues(null);
        final int trailingCount = takeCount(Long.BYTES);
        for (int i = 0; i < trailingCount; i++) {
            book.stops.restoreTrailing(i, table.find(take()));
        }
        final int finalCount = takeCount(Long.BYTES);
        for (int i = 0; i < finalCount; i++) {
            table.finals.restore(take());
        }
        if (position != limit) {
            throw new IllegalArgumentException("bytes behind the book: count=" + (limit - position));
        }
        book.settle();
    }

    /** Orders of one side; {@code ladder} null: they wait. */
    private void readQueues(final Ladder ladder) {
        final NewOrder order = new NewOrder();
        final int count = takeCount(8 * Long.BYTES);
        for (int i = 0; i < count; i++) {
            final long orderId = take();
            final long userId = take();
            order.of(orderId, userId, Side.BUY, take(), take());
            final int flags = (int) take();
            order.flags = flags & OrderFlags.KIND_MASK;
            if (table.find(orderId) != 0) {
                throw new IllegalArgumentException("order twice: orderId=" + orderId);
            }
            final int slot = table.add(order);
            table.setFlag(slot, flags & (OrderFlags.ICEBERG | OrderFlags.BUDGET));
            table.field(slot, OrderTable.FILLED, take());
            table.field(slot, OrderTable.FILLED_NOTIONAL, take());
            table.fees(slot, take());
            if ((flags & OrderFlags.EXTRA) != 0) {
                table.addExtra(slot);
                for (int field = OrderTable.DISPLAY; field < OrderTable.HEAP_INDEX; field++) {
                    table.extra(slot, field, take());
                }
            }
            restore(slot, ladder);
        }
    }

    private void restore(final int slot, final Ladder ladder) {
        check(slot, ladder == null);
        book.entry().startExpiry(slot);
        if (ladder == null) {
            book.stops.add(slot);
        } else {
            ladder.add(slot, table.field(slot, OrderTable.PRICE), table.shown(slot));
        }
    }

    /** Enough that no field can lead outside the arrays; that the book makes sense is the checksum's to say. */
    private void check(final int slot, final boolean isWaiting) {
        final int flags = table.flags(slot);
        final boolean needsExtra = isWaiting
                || (flags & (OrderFlags.ICEBERG | OrderFlags.BUDGET)) != 0
                || OrderFlags.timeInForce(flags) >= TimeInForce.GTD.code();
        final long price = table.field(slot, OrderTable.PRICE);
        final long level = isWaiting ? table.extraOrZero(slot, OrderTable.TRIGGER) : price;
        OrderType.of(OrderFlags.type(flags));
        TimeInForce.of(OrderFlags.timeInForce(flags));
        StpMode.of(OrderFlags.stpMode(flags));
        if (needsExtra && !table.hasFlag(slot, OrderFlags.EXTRA)
                || price < 0
                || price > InstrumentDefinition.PRICE_MAX
                || level < 1
                || level > InstrumentDefinition.PRICE_MAX) {
            throw new IllegalArgumentException("bad order: orderId=" + table.field(slot, OrderTable.ID));
        }
    }

    private int takeCount(final int bytesEach) {
        final long count = take();
        if (count < 0 || count > (limit - position) / bytesEach) {
            throw truncated();
        }
        return (int) count;
    }

    private long take() {
        if (limit - position < Long.BYTES) {
            throw truncated();
        }
        final long value = source.getLong(position, ORDER);
        position += Long.BYTES;
        return value;
    }

    private static IllegalArgumentException truncated() {
        return new IllegalArgumentException("truncated book snapshot");
    }
}
