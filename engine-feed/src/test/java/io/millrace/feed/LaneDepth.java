package io.millrace.feed;

import io.millrace.schema.sbe.BookImageDecoder;
import io.millrace.schema.sbe.BookImageEncoder;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.SetInstrumentStateDecoder;
import io.millrace.schema.sbe.Side;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The price levels of a lane's instruments, kept from its outputs without a book: starts empty or from an image, is
 * moved on by each output, and writes an image of itself at any time: what a late joiner must come to. One thread.
 */
final class LaneDepth {
    /** Levels in an image; the group's count has 16 bits. */
    public static final int IMAGE_LEVELS_MAX = 65_000;

    private final int lane;
    private final Map<Integer, Instrument> instruments = new TreeMap<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private final MessageHeaderDecoder commandHeader = new MessageHeaderDecoder();
    private final ListInstrumentDecoder listInstrument = new ListInstrumentDecoder();
    private final SetInstrumentStateDecoder setState = new SetInstrumentStateDecoder();
    private final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
    private long sequence;

    /** One price level. */
    private record Level(long quantity, int orderCount) {}

    /** One instrument: its definition as bytes of the wire, and its two sides, best first. */
    private static final class Instrument {
        final UnsafeBuffer definition = new UnsafeBuffer(new byte[InstrumentDefinitionDecoder.ENCODED_LENGTH]);
        final TreeMap<Long, Level> bids = new TreeMap<>(Comparator.reverseOrder());
        final TreeMap<Long, Level> asks = new TreeMap<>();
        long lastPrice;
        long lastTradeId;

        Instrument(final int instrumentId) {
            definition.putInt(
                    InstrumentDefinitionDecoder.instrumentIdEncodingOffset(), instrumentId, ByteOrder.LITTLE_ENDIAN);
        }

        TreeMap<Long, Level> side(final Side side) {
            return side == Side.BUY ? bids : asks;
        }
    }

    /** An empty lane, before its first output. */
    public LaneDepth(final int lane) {
        this.lane = lane;
    }

    /** Last output that is in it. */
    public long sequence() {
        return sequence;
    }

    /** Starts over from a {@code BookImage} with its header at {@code offset}. */
    public void load(final DirectBuffer buffer, final int offset) {
        final BookImageDecoder image = new BookImageDecoder();
        image.wrapAndApplyHeader(buffer, offset, header);
        instruments.clear();
        sequence = image.outputSequence();
        image.getOutputHash(hash, 0, FeedFrames.HASH_LENGTH);
        for (final BookImageDecoder.InstrumentsDecoder entry : image.instruments()) {
            final Instrument instrument = instrument(entry.instrument().instrumentId());
            define(instrument, entry.instrument());
            instrument.lastPrice = entry.lastPrice();
            instrument.lastTradeId = entry.lastTradeId();
        }
        for (final BookImageDecoder.LevelsDecoder level : image.levels()) {
            instrument(level.instrumentId())
                    .side(level.side())
                    .put(level.price(), new Level(level.quantity(), level.orderCount()));
        }
    }

    /**
     * Takes the next output.
     *
     * @param outputHash SHA-256 of its bytes.
     * @throws IllegalStateException if it is not the next.
     */
    public void apply(final DirectBuffer buffer, final int offset, final byte[] outputHash) {
        output.wrapAndApplyHeader(buffer, offset, header);
        if (output.outputSequence() != sequence + 1) {
            throw new IllegalStateException("output out of order: lane=" + lane + " sequence=" + output.outputSequence()
                    + " depth_sequence=" + sequence);
        }
        sequence++;
        System.arraycopy(outputHash, 0, hash, 0, FeedFrames.HASH_LENGTH);
        final long lastPrice = output.lastPrice();
        final int instrumentId = output.instrumentId();
        long lastTradeId = 0;
        for (final EngineOutputDecoder.TradesDecoder trade : output.trades()) {
            lastTradeId = trade.tradeId();
        }
        if (lastTradeId > 0) {
            instrument(instrumentId).lastPrice = lastPrice;
            instrument(instrumentId).lastTradeId = lastTradeId;
        }
        output.orders().forEachRemaining(order -> {});
        for (final EngineOutputDecoder.LevelsDecoder level : output.levels()) {
            apply(level);
        }
        output.deltas().forEachRemaining(delta -> {});
        applyCommand();
    }

    private void apply(final EngineOutputDecoder.LevelsDecoder level) {
        final TreeMap<Long, Level> side = instrument(level.instrumentId()).side(level.side());
        if (level.quantity() == 0) {
            side.remove(level.price());
        } else {
            side.put(level.price(), new Level(level.quantity(), level.orderCount()));
        }
    }

    /** What an instrument is stands in the command itself. */
    private void applyCommand() {
        final int template = output.commandTemplateId();
        if (output.outcome() != Outcome.ACCEPTED
                || template != ListInstrumentDecoder.TEMPLATE_ID && template != SetInstrumentStateDecoder.TEMPLATE_ID) {
            return;
        }
        final int commandOffset = output.limit() + EngineOutputDecoder.commandHeaderLength();
        if (template == ListInstrumentDecoder.TEMPLATE_ID) {
            listInstrument.wrapAndApplyHeader(output.buffer(), commandOffset, commandHeader);
            define(instrument(listInstrument.instrument().instrumentId()), listInstrument.instrument());
        } else {
            setState.wrapAndApplyHeader(output.buffer(), commandOffset, commandHeader);
            instrument(setState.instrumentId())
                    .definition
                    .putByte(InstrumentDefinitionDecoder.stateEncodingOffset(), (byte) setState.stateRaw());
        }
    }

    private Instrument instrument(final int instrumentId) {
        return instruments.computeIfAbsent(instrumentId, Instrument::new);
    }

    private static void define(final Instrument instrument, final InstrumentDefinitionDecoder definition) {
        instrument.definition.putBytes(
                0, definition.buffer(), definition.offset(), InstrumentDefinitionDecoder.ENCODED_LENGTH);
    }

    /**
     * Writes a {@code BookImage} with its header at index 0; of a side with too many levels the worst are left out.
     *
     * @return its length.
     */
    public int encode(final long requestId, final MutableDirectBuffer buffer) {
        final BookImageEncoder image = new BookImageEncoder();
        image.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .lane(lane)
                .outputSequence(sequence)
                .putOutputHash(hash, 0, FeedFrames.HASH_LENGTH);
        final BookImageEncoder.InstrumentsEncoder entries = image.instrumentsCount(instruments.size());
        for (final Instrument instrument : instruments.values()) {
            entries.next().lastPrice(instrument.lastPrice).lastTradeId(instrument.lastTradeId);
            buffer.putBytes(
                    entries.instrument().offset(),
                    instrument.definition,
                    0,
                    InstrumentDefinitionDecoder.ENCODED_LENGTH);
        }
        final int sideMax = IMAGE_LEVELS_MAX / Math.max(1, 2 * instruments.size());
        int levelCount = 0;
        for (final Instrument instrument : instruments.values()) {
            levelCount += Math.min(sideMax, instrument.bids.size()) + Math.min(sideMax, instrument.asks.size());
        }
        final BookImageEncoder.LevelsEncoder levels = image.levelsCount(levelCount);
        instruments.forEach((instrumentId, instrument) -> {
            encode(levels, instrumentId, Side.BUY, instrument.bids, sideMax);
            encode(levels, instrumentId, Side.SELL, instrument.asks, sideMax);
        });
        return MessageHeaderEncoder.ENCODED_LENGTH + image.encodedLength();
    }

    private static void encode(
            final BookImageEncoder.LevelsEncoder levels,
            final int instrumentId,
            final Side side,
            final TreeMap<Long, Level> prices,
            final int countMax) {
        prices.entrySet().stream().limit(countMax).forEach(entry -> levels.next()
                .instrumentId(instrumentId)
                .side(side)
                .price(entry.getKey())
                .quantity(entry.getValue().quantity())
                .orderCount(entry.getValue().orderCount()));
    }
}
