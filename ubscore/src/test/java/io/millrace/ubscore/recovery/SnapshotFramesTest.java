package io.millrace.ubscore.recovery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.OutputHeader;
import io.millrace.ubscore.account.Transfer;
import io.millrace.ubscore.account.TransferKind;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.egress.ReplyPublisher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A snapshot as frames: what is not whole and not what was written is refused, wherever it is damaged. */
class SnapshotFramesTest {
    private static final long NOW_US = 1_700_000_000_000_000L;

    private final CoreConfig config = new CoreConfig();
    private final List<byte[]> frames = new ArrayList<>();
    private Node written;

    /** A core and its outbox. */
    private final class Node {
        final Outbox outbox = new Outbox(4, 4, new OutboxBounds(1 << 20, 64 << 20, 20 << 20));
        final BalanceCore core = new BalanceCore(config, outbox, new CoreEgress(outbox, new ReplyPublisher()));

        byte[] hash() {
            final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
            core.stateHash(hash);
            return hash;
        }
    }

    @BeforeEach
    void write() {
        config.initialCapacity = 64;
        written = new Node();
        final Asset asset = new Asset();
        asset.assetId = 1;
        asset.scale = 2;
        asset.symbol.set("EUR");
        written.core.defineAsset(asset, NOW_US);
        final Transfer transfer = new Transfer();
        transfer.kind = TransferKind.IN;
        transfer.assetId = 1;
        transfer.amount = 7;
        for (int i = 0; i < 2_000; i++) {
            transfer.userId = 1 + i;
            transfer.recordOffset = i;
            transfer.requestTimeUs = NOW_US + i;
            transfer.requestId.set("t" + i);
            written.core.applyTransfer(transfer, NOW_US + i);
        }
        written.outbox.events(1).acknowledge(100, 321);
        written.core.acknowledgeEvents(1, 100);
        new SnapshotWriter((buffer, offset, length) -> {
                    final byte[] frame = new byte[length];
                    buffer.getBytes(offset, frame);
                    frames.add(frame);
                })
                .write(config, NOW_US + 2_000, written.core, written.outbox);
    }

    private Node load(final List<byte[]> source) {
        final Node node = new Node();
        final SnapshotLoader loader = new SnapshotLoader(config, node.core, node.outbox);
        for (final byte[] frame : source) {
            loader.onFrame(new UnsafeBuffer(frame), 0, frame.length);
        }
        if (!loader.isDone()) {
            throw new CorruptRecordingException("snapshot ends too early frames=" + loader.frameCount());
        }
        assertEquals(NOW_US + 2_000, loader.lastTimestampUs());
        return node;
    }

    private void assertRefused(final List<byte[]> source, final String what) {
        final RuntimeException refusal = assertThrows(RuntimeException.class, () -> load(source), what);
        assertTrue(
                refusal instanceof CorruptRecordingException || refusal instanceof BreachException,
                () -> what + " refused by " + refusal);
    }

    @Test
    void shouldLoadStateAndOutboxAsTheyWere() {
        assertTrue(frames.size() > 8, "frames=" + frames.size());
        final Node loaded = load(frames);
        assertArrayEquals(written.hash(), loaded.hash());
        assertEquals(100, loaded.outbox.events(1).acknowledgedSequence());
        assertEquals(321, loaded.outbox.events(1).acknowledgedOffset());
        for (int partition = 0; partition < 4; partition++) {
            assertSameRecords(partition, loaded);
        }
    }

    private void assertSameRecords(final int partition, final Node loaded) {
        final OutboxRecord expected = new OutboxRecord();
        final OutboxRecord found = new OutboxRecord();
        long position = written.outbox.events(partition).tailPosition();
        while (written.outbox.events(partition).read(position, expected)) {
            assertTrue(loaded.outbox.events(partition).read(position, found));
            assertEquals(expected.sequence(), found.sequence());
            assertEquals(expected.valueLength(), found.valueLength());
            position = expected.nextPosition();
        }
        assertFalse(loaded.outbox.events(partition).read(position, found));
    }

    @Test
    void shouldRefuseWhatEndsTooEarlyAtAnyFrame() {
        for (int count = 0; count < frames.size(); count++) {
            assertRefused(frames.subList(0, count), "frames=" + count);
        }
    }

    @Test
    void shouldRefuseAFrameThatIsCutShort() {
        final Random random = new Random(5);
        for (int at = 0; at < frames.size(); at++) {
            for (int i = 0; i < 20; i++) {
                final List<byte[]> bad = new ArrayList<>(frames);
                final byte[] frame = frames.get(at);
                bad.set(at, Arrays.copyOf(frame, random.nextInt(frame.length)));
                assertRefused(bad, "frame=" + at);
            }
        }
    }

    @Test
    void shouldRefuseAFlippedByteInAnyFrame() {
        final Random random = new Random(6);
        for (int at = 0; at < frames.size(); at++) {
            for (int i = 0; i < 40; i++) {
                final List<byte[]> bad = new ArrayList<>(frames);
                final byte[] frame = frames.get(at).clone();
                final int place = i < SnapshotFrame.PAYLOAD_OFFSET ? i : random.nextInt(frame.length);
                frame[place] ^= (byte) (1 << random.nextInt(8));
                bad.set(at, frame);
                assertRefused(bad, "frame=" + at + " byte=" + place);
            }
        }
    }

    @Test
    void shouldRefuseFramesThatAreMissingDoubledOrSwapped() {
        for (int at = 0; at < frames.size(); at++) {
            final List<byte[]> missing = new ArrayList<>(frames);
            missing.remove(at);
            assertRefused(missing, "missing=" + at);
            final List<byte[]> doubled = new ArrayList<>(frames);
            doubled.add(at, frames.get(at));
            assertRefused(doubled, "doubled=" + at);
            if (at > 0) {
                final List<byte[]> swapped = new ArrayList<>(frames);
                Collections.swap(swapped, at - 1, at);
                assertRefused(swapped, "swapped=" + at);
            }
        }
    }

    @Test
    void shouldRefuseASnapshotOfAnotherTopology() {
        config.laneCount = 5;
        final CorruptRecordingException refusal = assertThrows(CorruptRecordingException.class, () -> load(frames));
        assertTrue(refusal.getMessage().startsWith("snapshot is for another node version=1 shard=0 lanes=4"));
    }
}
