package io.millrace.engine.egress;

import io.millrace.engine.InstrumentRegistry;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.book.OrderBook;
import io.millrace.feed.FeedFrames;
import io.millrace.feed.OutputHash;
import io.millrace.journal.JournalReader;
import io.millrace.schema.sbe.BookImageEncoder;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.SetInstrumentStateDecoder;
import io.millrace.schema.sbe.Side;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The price levels of a lane behind its forced outputs: what a book image is made of. Who publishes an output offers it, while it
 * is in memory anyway; what was not offered, or came while an image was being made, is read from the journal. Safe from any
 * thread: {@link #offer} never waits, the other calls wait for each other.
 */
public final class LaneDepth implements AutoCloseable {
    /** Levels that an image has room for. */
    private static final int LEVELS_MAX = 65_000;
    /** Outputs that an image may be behind when it is asked for. */
    private static final int CATCH_UP_COUNT_MAX = 10_000;
    /** Outputs that it may be behind its journal before they are no longer thought to be on their way. */
    private static final int OFFERED_COUNT_MAX = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final int lane;
    private final JournalReader reader;
    private final InstrumentRegistry instruments = new InstrumentRegistry();
    private final Map<Integer, InstrumentDepth> depths = new TreeMap<>();
    private final OutputLayout layout = new OutputLayout();
    private final OutputHash hash = new OutputHash();
    private final byte[] lastHash = new byte[FeedFrames.HASH_LENGTH];
    /** The last output taken from the journal, whose hash is computed when an image needs it; length 0: it is. */
    private final ExpandableArrayBuffer lastOutput = new ExpandableArrayBuffer();

    private final MessageHeaderDecoder commandHeader = new MessageHeaderDecoder();
    private final ListInstrumentDecoder listInstrument = new ListInstrumentDecoder();
    private final SetInstrumentStateDecoder setInstrumentState = new SetInstrumentStateDecoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BookImageEncoder image = new BookImageEncoder();
    private int lastOutputLength;
    private long keptSequence;
    private volatile long sequence;

    /** Starts from a lane that stands still; {@code reader} is of its journal and closed with this. */
    public LaneDepth(final LaneProcessor processor, final JournalReader reader) {
        lane = processor.lane();
        this.reader = reader;
        sequence = processor.outputSequence();
        System.arraycopy(processor.lastHash(), 0, lastHash, 0, FeedFrames.HASH_LENGTH);
        instruments.copyFrom(processor.instruments());
        for (final int instrumentId : processor.engine().instrumentIds()) {
            depths.put(instrumentId, InstrumentDepth.of(processor.engine().book(instrumentId)));
        }
    }

    /** Takes an output that is forced, if it is the next and nobody else is at work here. */
    public void offer(final long outputSequence, final DirectBuffer buffer, final int offset, final byte[] outputHash) {
        if (outputSequence == sequence + 1 && lock.tryLock()) {
            try {
                if (outputSequence == sequence + 1) {
                    apply(buffer, offset);
                    System.arraycopy(outputHash, 0, lastHash, 0, FeedFrames.HASH_LENGTH);
                    lastOutputLength = 0;
                    sequence = outputSequence;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes from the journal what is not offered: up to {@code countMax} outputs if none has come since the last call, or too many
     * are missing; returns how many it took.
     */
    public int keep(final int countMax) {
        final long before = keptSequence;
        keptSequence = sequence;
        final boolean isOffered = keptSequence != before && reader.forcedSequence() - keptSequence < OFFERED_COUNT_MAX;
        return isOffered ? 0 : follow(countMax);
    }

    /** Takes up to {@code countMax} outputs from the journal; returns how many it took. */
    public int follow(final int countMax) {
        lock.lock();
        try {
            final int count = reader.read(sequence + 1, countMax, this::take);
            if (count < 0) {
                throw new IllegalStateException("journal was purged before its depth was kept: lane=" + lane
                        + " sequence=" + sequence + " earliest-sequence=" + reader.earliestSequence());
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** The last output that was taken; what is behind it is still needed. */
    public long sequence() {
        return sequence;
    }

    /**
     * Writes a {@code BookImage} with its header at index 0, as the lane stands now; returns its length, or 0 if it is too far
     * behind to say.
     */
    public int encode(final long requestId, final MutableDirectBuffer buffer) {
        lock.lock();
        try {
            follow(CATCH_UP_COUNT_MAX);
            return sequence < reader.forcedSequence() ? 0 : encodeHere(requestId, buffer);
        } finally {
            lock.unlock();
        }
    }

    private int encodeHere(final long requestId, final MutableDirectBuffer buffer) {
        if (lastOutputLength > 0) {
            hash.hash(lastOutput, 0, lastOutputLength, lastHash, 0);
            lastOutputLength = 0;
        }
        image.wrapAndApplyHeader(buffer, 0, header)
                .requestId(requestId)
                .lane(lane)
                .outputSequence(sequence)
                .putOutputHash(lastHash, 0, FeedFrames.HASH_LENGTH);
        encodeInstruments();
        encodeLevels();
        return MessageHeaderEncoder.ENCODED_LENGTH + image.encodedLength();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            reader.close();
        } finally {
            lock.unlock();
        }
    }

    private void encodeInstruments() {
        final BookImageEncoder.InstrumentsEncoder group =
                image.instrumentsCount(instruments.definitions().size());
        for (final Map.Entry<Integer, UnsafeBuffer> entry :
                instruments.definitions().entrySet()) {
            final InstrumentDepth depth = depths.get(entry.getKey());
            group.next().lastPrice(depth.lastPrice).lastTradeId(depth.lastTradeId);
            final var definition = group.instrument();
            definition
                    .buffer()
                    .putBytes(definition.offset(), entry.getValue(), 0, InstrumentDefinitionDecoder.ENCODED_LENGTH);
        }
    }

    private void encodeLevels() {
        final BookImageEncoder.LevelsEncoder group = image.levelsCount(LEVELS_MAX);
        final int sideMax = LEVELS_MAX / Math.max(1, 2 * depths.size());
        depths.forEach((instrumentId, depth) -> {
            encodeSide(group, instrumentId, Side.BUY, depth.bids, sideMax);
            encodeSide(group, instrumentId, Side.SELL, depth.asks, sideMax);
        });
        group.resetCountToIndex();
    }

    private static void encodeSide(
            final BookImageEncoder.LevelsEncoder group,
            final int instrumentId,
            final Side side,
            final SideDepth levels,
            final int countMax) {
        levels.forEachBestFirst(countMax, (price, quantity, orderCount) -> group.next()
                .instrumentId(instrumentId)
                .side(side)
                .price(price)
                .quantity(quantity)
                .orderCount(orderCount));
    }

    private void take(
            final int type, final long outputSequence, final DirectBuffer buffer, final int offset, final int length) {
        apply(buffer, offset);
        lastOutput.putBytes(0, buffer, offset, length);
        lastOutputLength = length;
        sequence = outputSequence;
    }

    private void apply(final DirectBuffer buffer, final int offset) {
        layout.wrap(buffer, offset);
        final EngineOutputDecoder output = layout.fields();
        if (output.outcome() == Outcome.ACCEPTED) {
            applyReference(output, buffer);
        }
        final InstrumentDepth own = depths.get(output.instrumentId());
        if (own != null) {
            own.lastPrice = output.lastPrice();
            final long tradeId = layout.lastTradeId();
            own.lastTradeId = tradeId == 0 ? own.lastTradeId : tradeId;
        }
        for (final EngineOutputDecoder.LevelsDecoder level : layout.levels()) {
            final InstrumentDepth depth = depths.get(level.instrumentId());
            final SideDepth side = level.side() == Side.BUY ? depth.bids : depth.asks;
            side.put(level.price(), level.quantity(), level.orderCount());
        }
    }

    private void applyReference(final EngineOutputDecoder output, final DirectBuffer buffer) {
        final int commandOffset = layout.commandOffset();
        if (output.commandTemplateId() == ListInstrumentDecoder.TEMPLATE_ID) {
            final InstrumentDefinitionDecoder definition = listInstrument
                    .wrapAndApplyHeader(buffer, commandOffset, commandHeader)
                    .instrument();
            instruments.define(definition);
            depths.computeIfAbsent(definition.instrumentId(), id -> new InstrumentDepth());
        } else if (output.commandTemplateId() == SetInstrumentStateDecoder.TEMPLATE_ID
                && output.reason() == Reason.NONE) {
            setInstrumentState.wrapAndApplyHeader(buffer, commandOffset, commandHeader);
            instruments.changeState(setInstrumentState.instrumentId(), setInstrumentState.stateRaw());
        }
    }

    /** Both sides of one instrument. */
    private static final class InstrumentDepth {
        private final SideDepth bids = new SideDepth(true);
        private final SideDepth asks = new SideDepth(false);
        private long lastPrice;
        private long lastTradeId;

        static InstrumentDepth of(final OrderBook book) {
            final InstrumentDepth depth = new InstrumentDepth();
            book.forEachLevel(io.millrace.engine.book.Side.BUY, depth.bids::put);
            book.forEachLevel(io.millrace.engine.book.Side.SELL, depth.asks::put);
            depth.lastPrice = book.lastPrice();
            depth.lastTradeId = book.lastTradeId();
            return depth;
        }
    }
}
