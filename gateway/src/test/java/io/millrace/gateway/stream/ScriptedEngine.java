package io.millrace.gateway.stream;

import io.millrace.feed.BookImageSource;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedPublisher;
import io.millrace.feed.LanePublication;
import io.millrace.feed.LaneStart;
import io.millrace.feed.OutputSource;
import io.millrace.feed.ReplayServer;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.gateway.trading.Instrument;
import io.millrace.schema.sbe.BookImageEncoder;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.InstrumentDefinitionEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One lane of an engine on real sockets: outputs that change a book at random, chained, published and replayed; it can be
 * killed and started again at the same place. Remembers what its book was after each output. One thread steps it.
 */
public final class ScriptedEngine implements OutputSource, BookImageSource, AutoCloseable {
    private static final int HASH_LENGTH = 32;
    private static final long PRICE = 4_200_000;
    private static final String ANY = "tcp://127.0.0.1:*";

    private final Instrument instrument;
    private final Random random;
    private final FeedContext context;
    private final TreeMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, Long> asks = new TreeMap<>();
    private final List<byte[]> outputs = new ArrayList<>();
    private final List<byte[]> hashes = new ArrayList<>();
    private final List<Long> marks = new ArrayList<>();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[1 << 16]);
    private FeedPublisher publisher;
    private ReplayServer replay;
    private LanePublication publication;
    private long lastTradeId;

    public ScriptedEngine(final Instrument instrument, final Random random, final FeedContext context) {
        this.instrument = instrument;
        this.random = random;
        this.context = context;
        start(ANY, ANY);
    }

    public FeedEndpoint endpoint() {
        return new FeedEndpoint(List.of(instrument.lane()), publisher.endpoint(), replay.endpoint());
    }

    /** Makes outputs and publishes them. */
    public void step(final int count, final int levelsPerOutput) {
        for (int i = 0; i < count; i++) {
            final byte[] output = append(levelsPerOutput);
            publication.offer(headSequence(0), new UnsafeBuffer(output), 0, output.length, hash(outputs.size()));
        }
        publication.flush();
        beat();
    }

    /** Lets the publication say where it stands. */
    public void beat() {
        publication.doWork(System.nanoTime());
    }

    /** Dies; what it forced is kept. */
    public void kill() {
        publisher.close();
        replay.close();
    }

    /** Lives again at {@code endpoint}. */
    public void restart(final FeedEndpoint endpoint) {
        start(endpoint.publish(), endpoint.replay());
    }

    /** Of the book's text after an output: what a client's text must come to. */
    public synchronized long mark(final long sequence) {
        return sequence == 0 ? DepthChecksum.crc32("#") : marks.get((int) sequence - 1);
    }

    @Override
    public Ownership ownership(final int lane) {
        return lane == instrument.lane() ? Ownership.OWNER : Ownership.UNKNOWN;
    }

    @Override
    public long earliestSequence(final int lane) {
        return 1;
    }

    @Override
    public synchronized long headSequence(final int lane) {
        return outputs.size();
    }

    @Override
    public int read(final int lane, final long fromSequence, final OutputConsumer consumer) {
        int count = 0;
        for (long sequence = fromSequence; sequence <= headSequence(lane); sequence++) {
            final byte[] output = output(sequence);
            if (!consumer.onOutput(sequence, new UnsafeBuffer(output), 0, output.length)) {
                break;
            }
            count++;
        }
        return count;
    }

    @Override
    public synchronized int encode(final int lane, final long requestId, final MutableDirectBuffer buffer) {
        final BookImageEncoder image = new BookImageEncoder();
        image.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .lane(lane)
                .outputSequence(outputs.size())
                .putOutputHash(hash(outputs.size()), 0, HASH_LENGTH);
        final BookImageEncoder.InstrumentsEncoder instruments = image.instrumentsCount(1);
        instruments.next().lastPrice(lastTradeId == 0 ? 0 : PRICE).lastTradeId(lastTradeId);
        final InstrumentDefinitionEncoder definition = instruments.instrument();
        buffer.setMemory(definition.offset(), InstrumentDefinitionEncoder.ENCODED_LENGTH, (byte) 0);
        definition.instrumentId(instrument.instrumentId());
        final BookImageEncoder.LevelsEncoder levels = image.levelsCount(bids.size() + asks.size());
        bids.forEach((price, quantity) -> level(levels.next(), Side.BUY, price, quantity));
        asks.forEach((price, quantity) -> level(levels.next(), Side.SELL, price, quantity));
        return MessageHeaderEncoder.ENCODED_LENGTH + image.encodedLength();
    }

    private void level(
            final BookImageEncoder.LevelsEncoder level, final Side side, final long price, final long quantity) {
        level.instrumentId(instrument.instrumentId())
                .side(side)
                .price(price)
                .quantity(quantity)
                .orderCount(1);
    }

    @Override
    public void close() {
        kill();
    }

    private void start(final String publishAt, final String replayAt) {
        publisher = new FeedPublisher(publishAt, context);
        replay = new ReplayServer(replayAt, context, this, this, (l, c, p, s) -> {}).start();
        publication = publisher.lane(instrument.lane(), new LaneStart(headSequence(0), hash(outputs.size())));
    }

    private synchronized byte[] output(final long sequence) {
        return outputs.get((int) sequence - 1);
    }

    private synchronized byte[] hash(final long sequence) {
        return sequence == 0 ? new byte[HASH_LENGTH] : hashes.get((int) sequence - 1);
    }

    private synchronized byte[] append(final int levelCount) {
        final Map<Long, Long> changedBids = change(bids, -1, levelCount / 2);
        final Map<Long, Long> changedAsks = change(asks, 1, levelCount / 2);
        final EngineOutputEncoder encoder = new EngineOutputEncoder();
        encoder.wrapAndApplyHeader(scratch, 0, new MessageHeaderEncoder())
                .lane(instrument.lane())
                .outcome(Outcome.ACCEPTED)
                .instrumentId(instrument.instrumentId())
                .outputSequence(outputs.size() + 1)
                .putPreviousHash(hash(outputs.size()), 0, HASH_LENGTH)
                .coreSequence(outputs.size() + 1)
                .timestampUs(1_767_225_600_000_000L + outputs.size());
        encoder.tradesCount(1)
                .next()
                .tradeId(++lastTradeId)
                .price(PRICE)
                .quantity(1)
                .notional(PRICE)
                .takerSide(Side.BUY);
        encoder.ordersCount(0);
        final EngineOutputEncoder.LevelsEncoder levels = encoder.levelsCount(changedBids.size() + changedAsks.size());
        changedBids.forEach((price, quantity) -> level(levels.next(), Side.BUY, price, quantity));
        changedAsks.forEach((price, quantity) -> level(levels.next(), Side.SELL, price, quantity));
        encoder.deltasCount(0);
        encoder.putCommand(new byte[0], 0, 0);
        final byte[] output = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        scratch.getBytes(0, output);
        outputs.add(output);
        hashes.add(sha256(output));
        marks.add(DepthChecksum.crc32(text(asks) + "#" + text(bids)));
        return output;
    }

    private Map<Long, Long> change(final TreeMap<Long, Long> side, final int direction, final int count) {
        final Map<Long, Long> changed = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            final long price = PRICE + (long) direction * (1 + random.nextInt(count));
            final long quantity = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1_000_000);
            changed.put(price, quantity);
            if (quantity == 0) {
                side.remove(price);
            } else {
                side.put(price, quantity);
            }
        }
        return changed;
    }

    private void level(
            final EngineOutputEncoder.LevelsEncoder level, final Side side, final long price, final long quantity) {
        level.instrumentId(instrument.instrumentId())
                .side(side)
                .price(price)
                .quantity(quantity)
                .orderCount(quantity == 0 ? 0 : 1);
    }

    private String text(final TreeMap<Long, Long> side) {
        final StringJoiner text = new StringJoiner("|");
        side.forEach((price, quantity) ->
                text.add(Decimals.priceText(price, instrument) + ":" + Decimals.quantityText(quantity, instrument)));
        return text.toString();
    }

    private static byte[] sha256(final byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (final NoSuchAlgorithmException none) {
            throw new IllegalStateException(none);
        }
    }
}
