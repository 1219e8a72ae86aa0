package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.feed.FeedFrames;
import io.millrace.feed.OutputHash;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outputs that age out of the store: what is left is still proven by the checkpoints, which are kept for ever, as docs/store.md tells how. */
class RetentionTest {
    private static final String INTACT = "";

    private final MemoryStore store = new MemoryStore();
    private final OutputHash sha = new OutputHash();

    /** A row of engine_outputs. */
    private record StoredOutput(long sequence, byte[] hash, byte[] previousHash, byte[] bytes) {}

    @BeforeEach
    void settle() {
        new Settler(store, ExchangeScript.random(11, 600), new Random(12)).finish();
    }

    @Test
    void shouldVerifyTheChainFromTheFirstCheckpointThatStillHasItsOutput() {
        for (int lane = 0; lane < ExchangeScript.LANES; lane++) {
            final long head = store.sequence(Stream.ENGINE, lane);
            assertTrue(head > 100, "outputs=" + head);
            for (long agedOut = 0; agedOut < head; agedOut++) {
                assertEquals(
                        INTACT, verify(lane, outputsBehind(lane, agedOut)), "lane=" + lane + " aged out=" + agedOut);
            }
        }
    }

    @Test
    void shouldNameTheOutputWhenABitOfWhatIsLeftIsFlipped() {
        final int agedOut = 47;
        final List<StoredOutput> left = outputsBehind(0, agedOut);
        final Random random = new Random(13);
        for (int i = 0; i < left.size(); i++) {
            final StoredOutput row = left.get(i);
            final byte[] flipped = row.bytes.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            final List<StoredOutput> altered = new ArrayList<>(left);
            altered.set(i, new StoredOutput(row.sequence, row.hash, row.previousHash, flipped));
            assertEquals("output altered sequence=" + row.sequence, verify(0, altered));
        }
    }

    @Test
    void shouldNoticeARewrittenOutputWhoseHashWasRewrittenToo() {
        final List<StoredOutput> left = outputsBehind(0, 47);
        final StoredOutput row = left.get(20);
        final byte[] forged = row.bytes.clone();
        forged[forged.length - 1] ^= 1;
        left.set(20, new StoredOutput(row.sequence, hash(forged), row.previousHash, forged));
        assertTrue(verify(0, left).startsWith("chain broken "), verify(0, left));
    }

    /** The procedure of docs/store.md: says what is wrong first. */
    private String verify(final int lane, final List<StoredOutput> outputs) {
        final Map<Long, byte[]> checkpoints = checkpoints(lane);
        byte[] before = null;
        for (final StoredOutput output : outputs) {
            final byte[] hash = hash(output.bytes);
            final String at = " sequence=" + output.sequence;
            if (!Arrays.equals(hash, output.hash)) {
                return "output altered" + at;
            }
            if (before != null && !Arrays.equals(before, output.previousHash)) {
                return "chain broken" + at;
            }
            final byte[] checkpoint = checkpoints.get(output.sequence);
            if (checkpoint != null && !Arrays.equals(checkpoint, hash)) {
                return "checkpoint differs" + at;
            }
            before = hash;
        }
        return Arrays.equals(before, store.writer().claim(Stream.ENGINE, lane).hash()) ? INTACT : "head differs";
    }

    private List<StoredOutput> outputsBehind(final int lane, final long agedOut) {
        final Map<Long, StoredOutput> outputs = new TreeMap<>();
        for (final Map<String, Object> row : store.rows(Table.ENGINE_OUTPUTS)) {
            final long sequence = (long) row.get("sequence");
            if ((int) row.get("lane") == lane && sequence > agedOut) {
                outputs.put(
                        sequence,
                        new StoredOutput(
                                sequence,
                                bytes(row.get("hash")),
                                bytes(row.get("previous_hash")),
                                bytes(row.get("output"))));
            }
        }
        return new ArrayList<>(outputs.values());
    }

    private Map<Long, byte[]> checkpoints(final int lane) {
        final Map<Long, byte[]> checkpoints = new TreeMap<>();
        for (final Map<String, Object> row : store.rows(Table.CHAIN_CHECKPOINTS)) {
            if (row.get("stream").equals(Stream.ENGINE.label()) && (int) row.get("part") == lane) {
                checkpoints.put((long) row.get("sequence"), bytes(row.get("hash")));
            }
        }
        assertTrue(checkpoints.size() > 5, "checkpoints=" + checkpoints.size());
        return checkpoints;
    }

    private static byte[] bytes(final Object value) {
        final ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        final byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private byte[] hash(final byte[] bytes) {
        final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
        sha.hash(new UnsafeBuffer(bytes), 0, bytes.length, hash, 0);
        return hash;
    }
}
