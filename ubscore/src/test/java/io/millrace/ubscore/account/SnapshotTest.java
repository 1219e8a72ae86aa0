package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final String FROZEN = "/snapshot-v1.bin";

    /** Every kind of record that a snapshot can hold. */
    private static Exchange lived() {
        final Exchange exchange = new Exchange();
        final BalanceCore core = exchange.core;
        exchange.transfer(TransferKind.IN, 1001, Exchange.USDT, 50_000_000_000L);
        exchange.transfer(TransferKind.IN, 1002, Exchange.BTC, 100_000_000L);
        exchange.transfer(TransferKind.OUT, 1002, Exchange.BTC, 1_000L);
        exchange.sell(1002, 4_200_000, 9_000);
        exchange.buy(1001, 4_100_000, 2_500);
        final NewOrder stop = exchange.limit(1001, Exchange.ETH_USDT, Side.BUY, 0, 7);
        stop.type = OrderType.STOP;
        stop.triggerPrice = 500;
        stop.timeInForce = TimeInForce.DAY;
        exchange.place(stop);
        exchange.buy(1001, 0, 2_500);
        exchange.amend(1001, 2, 4_150_000, 2_600);
        core.cancelAfter(1001, exchange.now(), 60_000_000, exchange.nowUs);
        core.setFeeTier(2, Exchange.BTC_USDT, -100, 500, exchange.now());
        core.setUserTier(1001, 2, exchange.now());
        core.setOrderLimit(1001, Exchange.BTC_USDT, 10, 20, exchange.now());
        core.setWithdrawalLimit(1002, Exchange.BTC, 1_000_000, exchange.now());
        core.setUserState(1003, true, false, exchange.now());
        core.acknowledgeOrders(0, 2);
        exchange.quiet(0);
        return exchange;
    }

    private static byte[] snapshot(final BalanceCore core) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        core.writeSnapshot((buffer, offset, length) -> {
            final byte[] chunk = new byte[length];
            buffer.getBytes(offset, chunk);
            bytes.writeBytes(chunk);
        });
        return bytes.toByteArray();
    }

    private static byte[] hash(final BalanceCore core) {
        final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
        core.stateHash(hash);
        return hash;
    }

    private static BalanceCore load(final byte[] bytes, final int chunkLength) {
        final BalanceCore core = new BalanceCore(Exchange.config(), new Room(), new Lines());
        for (int offset = 0; offset < bytes.length; offset += chunkLength) {
            core.loadSnapshot(new UnsafeBuffer(bytes), offset, Math.min(chunkLength, bytes.length - offset));
        }
        core.endSnapshot();
        return core;
    }

    @Test
    void shouldLoadWhatWasWrittenHoweverItIsCut() {
        final BalanceCore core = lived().core;
        final byte[] bytes = snapshot(core);
        for (final int chunkLength : new int[] {1, 7, 64, 1_000, bytes.length}) {
            final BalanceCore loaded = load(bytes, chunkLength);
            assertArrayEquals(hash(core), hash(loaded));
            assertArrayEquals(bytes, snapshot(loaded));
            assertEquals(core.nextDeadlineUs(), loaded.nextDeadlineUs());
        }
    }

    @Test
    void shouldRefuseASnapshotThatEndsTooEarlyAtAnyByte() {
        final byte[] bytes = snapshot(lived().core);
        for (int length = 0; length < bytes.length; length++) {
            final byte[] part = Arrays.copyOf(bytes, length);
            assertThrows(BreachException.class, () -> load(part, 4_096));
        }
    }

    @Test
    void shouldRefuseASnapshotWithAnyBitFlipped() {
        final byte[] bytes = snapshot(lived().core);
        final Random random = new Random(7);
        for (int at = 0; at < bytes.length; at++) {
            final byte[] bad = bytes.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            assertThrows(BreachException.class, () -> load(bad, 4_096), "flipped at=" + at);
        }
    }

    @Test
    void shouldRefuseWhatFollowsTheEnd() {
        final byte[] bytes = snapshot(lived().core);
        final BreachException e = assertThrows(
                BreachException.class, () -> load(Arrays.copyOf(bytes, bytes.length + 1), bytes.length + 1));
        assertEquals("snapshot goes on after its end bytes=1", e.getMessage());
    }

    @Test
    void shouldRefuseAnotherVersionAndAnotherTopology() {
        final byte[] bytes = snapshot(lived().core);
        new UnsafeBuffer(bytes).putLong(16, 3, ByteOrder.LITTLE_ENDIAN);
        final BreachException version = assertThrows(BreachException.class, () -> load(bytes, 4_096));
        assertTrue(version.getMessage().endsWith("version=3 expected=1..2"), version.getMessage());
        new UnsafeBuffer(bytes).putLong(16, 1, ByteOrder.LITTLE_ENDIAN);
        new UnsafeBuffer(bytes).putLong(40, 5, ByteOrder.LITTLE_ENDIAN);
        final BreachException topology = assertThrows(BreachException.class, () -> load(bytes, 4_096));
        assertEquals(
                "snapshot is of another topology shard=0/1 lanes=5 partitions=4 expected=0/1 lanes=4 partitions=4",
                topology.getMessage());
    }

    @Test
    void shouldRefuseToLoadIntoACoreInUse() {
        final Exchange exchange = lived();
        final byte[] bytes = snapshot(exchange.core);
        assertThrows(BreachException.class, () -> exchange.core.loadSnapshot(new UnsafeBuffer(bytes), 0, bytes.length));
    }

    /** Written by the first release; to be loaded by every later one. */
    @Test
    void shouldLoadTheFrozenSnapshot() throws IOException {
        try (InputStream stream = SnapshotTest.class.getResourceAsStream(FROZEN)) {
            final byte[] bytes = stream.readAllBytes();
            final BalanceCore loaded = load(bytes, bytes.length);
            assertArrayEquals(bytes, snapshot(loaded));
            assertArrayEquals(hash(lived().core), hash(loaded), "what this release makes of the same commands");
        }
    }
}
