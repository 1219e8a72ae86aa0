package io.millrace.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.feed.fault.FaultyNetwork;
import io.millrace.schema.sbe.FeedBatchDecoder;
import io.millrace.schema.sbe.FeedRangeRequestEncoder;
import io.millrace.schema.sbe.FeedRefusalCode;
import io.millrace.schema.sbe.FeedRefusalDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Frames: what they look like, and that no broken one gets through. */
class FeedWireTest {
    private static final int LANE = 3;

    private final FeedContext context = FeedContext.defaults();
    private final ScriptedLane lane = new ScriptedLane(LANE);
    private final List<byte[]> sent = new ArrayList<>();

    @Test
    void shouldNameLanesInTopics() {
        assertEquals("lane/0003/", new String(FeedFrames.topic(3), StandardCharsets.US_ASCII));
        assertEquals("lane/9999/", new String(FeedFrames.topic(9999), StandardCharsets.US_ASCII));
        assertThrows(IllegalArgumentException.class, () -> FeedFrames.topic(10_000));
        assertEquals(42, FeedFrames.lane(FeedFrames.topic(42)));
        for (final String odd : List.of("", "lane/0003", "lane/00x3/", "lane/00033", "Lane/0003/", "lane/0003/x")) {
            assertEquals(-1, FeedFrames.lane(odd.getBytes(StandardCharsets.US_ASCII)), odd);
        }
    }

    @Test
    void shouldRefuseABatchCutAtAnyByte() {
        final byte[] message = batch(3);
        assertEquals(3, decode(message).lastSequence);
        for (int length = 0; length < message.length; length++) {
            assertNull(decode(Arrays.copyOf(message, length)), "length=" + length);
        }
        assertNull(decode(Arrays.copyOf(message, message.length + 1)));
    }

    @Test
    void shouldDeliverNothingWrongWhenAnyBitIsFlipped() {
        final byte[] message = batch(3);
        int halted = 0;
        for (int bit = 0; bit < message.length * 8; bit++) {
            final byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            final RecordingListener listener = new RecordingListener();
            final EngineFeedSubscriber subscriber = subscriber(listener, flipped);
            subscriber.doWork(1);
            final List<byte[]> taken = listener.taken(LANE);
            for (int i = 0; i < taken.size(); i++) {
                assertArrayEquals(lane.output(i + 1), taken.get(i), "bit=" + bit);
            }
            if (subscriber.state(LANE) == LaneState.HALTED) {
                halted++;
                assertTrue(listener.details.get(LANE).contains("lane=3 sequence="), "bit=" + bit);
                assertTrue(taken.isEmpty(), "bit=" + bit);
            }
        }
        // Every flip within an output that leaves it an output is named and halts.
        assertTrue(halted > message.length * 8 / 2, "halted=" + halted);
    }

    @Test
    void shouldAnswerRangesWithinBounds() {
        for (int i = 0; i < 100; i++) {
            lane.append(1000, new Random(i));
        }
        lane.purgeBefore(11);
        assertRange(11, 5, 1 << 20, 11, 15);
        assertRange(98, 100, 1 << 20, 98, 100);
        assertRange(20, 100, 3000, 20, 21);
        assertRange(20, 100, 1, 20, 20);
        assertRange(20, -1, -1, 20, 20);
        assertRefused(10, LANE, FeedRefusalCode.PURGED);
        assertRefused(0, LANE, FeedRefusalCode.PURGED);
        assertRefused(Long.MIN_VALUE, LANE, FeedRefusalCode.PURGED);
        assertRefused(101, LANE, FeedRefusalCode.AHEAD);
        assertRefused(11, LANE + 1, FeedRefusalCode.UNKNOWN_LANE);
    }

    @Test
    void shouldAnswerNoRequestThatIsCutOrStrange() {
        final byte[] request = request(1, LANE, 10, 10);
        for (int length = 0; length < request.length; length++) {
            assertNull(responder().respond(Arrays.copyOf(request, length)), "length=" + length);
        }
        assertNull(responder().respond(batch(1)));
    }

    private void assertRange(
            final long from, final int countMax, final int bytesMax, final long first, final long last) {
        final ReceivedBatch batch = decode(responder().respond(request(from, LANE, countMax, bytesMax)));
        assertEquals(first, batch.firstSequence);
        assertEquals(last, batch.lastSequence);
        assertEquals(77, batch.requestId);
        assertEquals(100, batch.headSequence);
        final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
        batch.lastHash(hash);
        assertArrayEquals(lane.hash(last), hash);
    }

    private void assertRefused(final long from, final int asked, final FeedRefusalCode code) {
        final UnsafeBuffer reply = new UnsafeBuffer(responder().respond(request(from, asked, 1, 1)));
        final FeedRefusalDecoder refusal = new FeedRefusalDecoder();
        refusal.wrapAndApplyHeader(reply, 0, new MessageHeaderDecoder());
        assertEquals(77, refusal.requestId());
        assertEquals(code, refusal.code());
        assertEquals(code == FeedRefusalCode.UNKNOWN_LANE ? 0 : 11, refusal.earliestSequence());
    }

    private ReplayResponder responder() {
        return new ReplayResponder(context, lane, BookImageSource.NONE, (l, c, p, s) -> {});
    }

    private static byte[] request(final long from, final int lane, final int countMax, final int bytesMax) {
        final byte[] message = new byte[MessageHeaderEncoder.ENCODED_LENGTH + FeedRangeRequestEncoder.BLOCK_LENGTH];
        new FeedRangeRequestEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(message), 0, new MessageHeaderEncoder())
                .requestId(77)
                .lane(lane)
                .fromSequence(from)
                .countMax(countMax)
                .bytesMax(bytesMax);
        return message;
    }

    /** A live message with the lane's first outputs. */
    private byte[] batch(final int count) {
        final LanePublication publication =
                new LanePublication(LANE, LaneStart.BEGINNING, (topic, message) -> sent.add(message), context);
        lane.publish(publication, count, count, new Random(5));
        return sent.get(0);
    }

    private static ReceivedBatch decode(final byte[] message) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final boolean isBatch = FeedDecoding.isMessage(new UnsafeBuffer(message), 0, message.length, header)
                && header.templateId() == FeedBatchDecoder.TEMPLATE_ID;
        return isBatch ? ReceivedBatch.decode(message, header) : null;
    }

    private EngineFeedSubscriber subscriber(final RecordingListener listener, final byte[] message) {
        final FaultyNetwork network = new FaultyNetwork(new Random(1), 0, request -> null);
        network.send(FeedFrames.topic(LANE), message);
        return new EngineFeedSubscriber(
                List.of(new FeedEndpoint(List.of(LANE), "memory", "memory")),
                Map.of(LANE, LaneStart.BEGINNING),
                context,
                listener,
                (endpoint, lanes) -> network);
    }
}
