package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.feed.fault.FaultyNetwork;
import io.millrace.schema.sbe.BookImageDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LaneDepthTest {
    private static final int LANE = 3;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FeedFrames.MESSAGE_LENGTH_MAX]);
    private final ScriptedLane lane = new ScriptedLane(LANE);
    private final FeedContext context = FeedContext.defaults();

    @Test
    void shouldKeepInstrumentsAndLevels() {
        final byte[] image = imageOf(follow(new LaneDepth(LANE), 500));
        final BookImageDecoder decoder = new BookImageDecoder();
        decoder.wrapAndApplyHeader(new UnsafeBuffer(image), 0, new MessageHeaderDecoder());
        assertEquals(502, decoder.outputSequence());
        final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
        decoder.getOutputHash(hash, 0, FeedFrames.HASH_LENGTH);
        assertArrayEquals(lane.hash(502), hash);
        final Map<Integer, String> symbols = new HashMap<>();
        decoder.instruments()
                .forEach(entry -> symbols.put(
                        entry.instrument().instrumentId(), entry.instrument().symbol()));
        assertEquals(Map.of(1, "BTC_USDT", 2, "ETH_USDT"), symbols);
        long previous = Long.MIN_VALUE;
        for (final BookImageDecoder.LevelsDecoder level : decoder.levels()) {
            final int side = level.side().value();
            final long rank = level.instrumentId() * 1_000_000L
                    + side * 10_000L
                    + (side == 1 ? 1000 - level.price() : level.price());
            assertTrue(rank > previous, "levels are best first, by instrument and side");
            assertTrue(level.quantity() > 0);
            previous = rank;
        }
    }

    @Test
    void shouldGoOnFromAnImageAsIfItHadSeenAll() {
        final LaneDepth all = follow(new LaneDepth(LANE), 500);
        final LaneDepth late = new LaneDepth(LANE);
        late.load(new UnsafeBuffer(imageOf(all)), 0);
        assertArrayEquals(imageOf(all), imageOf(late));
        assertArrayEquals(imageOf(follow(all, 500)), imageOf(catchUp(late)));
        assertThrows(IllegalStateException.class, () -> late.apply(new UnsafeBuffer(lane.output(1)), 0, lane.hash(1)));
    }

    @Test
    void shouldStartALateJoinerFromAnImageWhateverTheNetworkDoes() {
        for (int round = 0; round < 20; round++) {
            final long seed = System.nanoTime();
            System.out.println("seed=" + seed);
            new LaneDepthTest().joinLate(new Random(seed));
        }
    }

    private void joinLate(final Random random) {
        lane.list(1, "BTC_USDT");
        for (int i = 0; i < 5000; i++) {
            lane.append(10, random);
        }
        final DepthImageSource images = new DepthImageSource(lane, BookImageSource.NONE);
        final ReplayResponder responder = new ReplayResponder(context, lane, images, (l, c, p, s) -> {});
        final FaultyNetwork network = new FaultyNetwork(random, 0.2, responder::respond);
        final LanePublication publication = new LanePublication(LANE, lane.head(), network, context);
        final LaneDepth depth = new LaneDepth(LANE);
        final FeedListener listener = new DepthListener(depth);
        try (EngineFeedSubscriber subscriber = new EngineFeedSubscriber(
                List.of(new FeedEndpoint(List.of(LANE), "memory", "memory")),
                Map.of(LANE, LaneStart.IMAGE),
                context,
                listener,
                (endpoint, lanes) -> network)) {
            long nowNs = 0;
            for (int i = 0; i < 20_000 && !(i > 500 && subscriber.isLive()); i++) {
                if (i < 500) {
                    lane.publish(publication, random.nextInt(5), 2, random);
                }
                nowNs += 1_000_000;
                publication.doWork(nowNs);
                images.doWork();
                subscriber.doWork(nowNs);
            }
            assertTrue(subscriber.isLive());
            assertEquals(lane.head().sequence(), depth.sequence());
            assertArrayEquals(imageOf(catchUp(new LaneDepth(LANE))), imageOf(depth));
        }
    }

    @Test
    void shouldStartFromTheSnapshotWhereTheFirstOutputsArePurged() {
        final LaneDepth depth = follow(new LaneDepth(LANE), 100);
        final byte[] snapshot = imageOf(depth);
        final byte[] expected = imageOf(follow(depth, 100));
        lane.purgeBefore(50);
        final DepthImageSource without = new DepthImageSource(lane, BookImageSource.NONE);
        assertEquals(0, without.encode(LANE, 0, buffer));
        final DepthImageSource with = new DepthImageSource(lane, (l, id, target) -> {
            target.putBytes(0, snapshot);
            return snapshot.length;
        });
        final int length = with.encode(LANE, 0, buffer);
        assertArrayEquals(expected, Arrays.copyOf(buffer.byteArray(), length));
    }

    @Test
    void shouldRefuseAnImageCutAtAnyByte() {
        final byte[] image = imageOf(follow(new LaneDepth(LANE), 20));
        for (int length = 0; length < image.length; length++) {
            assertTrue(!isImage(Arrays.copyOf(image, length)), "length=" + length);
        }
        assertTrue(isImage(image));
    }

    private static boolean isImage(final byte[] message) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final UnsafeBuffer received = new UnsafeBuffer(message);
        if (!FeedDecoding.isMessage(received, 0, message.length, header)) {
            return false;
        }
        final BookImageDecoder image = new BookImageDecoder();
        image.wrap(received, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        return FeedDecoding.isWellFormed(image, message.length);
    }

    private LaneDepth follow(final LaneDepth depth, final int count) {
        if (lane.head().sequence() == 0) {
            lane.list(1, "BTC_USDT");
            lane.list(2, "ETH_USDT");
        }
        for (int i = 0; i < count; i++) {
            lane.append(10, new Random(lane.head().sequence()));
        }
        return catchUp(depth);
    }

    private LaneDepth catchUp(final LaneDepth depth) {
        while (depth.sequence() < lane.head().sequence()) {
            final long next = depth.sequence() + 1;
            depth.apply(new UnsafeBuffer(lane.output(next)), 0, lane.hash(next));
        }
        return depth;
    }

    private byte[] imageOf(final LaneDepth depth) {
        return Arrays.copyOf(buffer.byteArray(), depth.encode(0, buffer));
    }

    private record DepthListener(LaneDepth depth) implements FeedListener {
        @Override
        public void onBookImage(
                final int lane, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
            depth.load(buffer, offset);
        }

        @Override
        public boolean onOutput(
                final int lane,
                final long sequence,
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final byte[] hash) {
            depth.apply(buffer, offset, hash);
            return true;
        }
    }
}
