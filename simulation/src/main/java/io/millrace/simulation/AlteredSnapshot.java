package io.millrace.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A snapshot of UBSCore as a wrong writer makes it, every checksum right: {@link PlantedBug#SNAPSHOT_HOLDS_FOR_NOTHING}. Frames are type,
 * CRC32C, running CRC32C and payload; those of the core are a stream of words, records with a head of type and count.
 */
final class AlteredSnapshot {
    private static final int TYPE_CORE = 2;
    private static final int PAYLOAD_OFFSET = 16;
    private static final int BALANCE = 9;
    private static final int END = 14;
    /** Places of a balance's words behind its head. */
    private static final int ACCOUNT = Long.BYTES;

    private static final int AVAILABLE = 3 * Long.BYTES;
    private static final int HELD = 4 * Long.BYTES;
    /** The external account and that of the fees come before all users. */
    private static final int FIRST_USER = 2;

    private AlteredSnapshot() {}

    /** The same frames, but a minor unit of the first user who has one is held. */
    static List<byte[]> of(final List<byte[]> frames) {
        final ByteBuffer core = ByteBuffer.allocate(frames.stream()
                        .filter(AlteredSnapshot::isCore)
                        .mapToInt(frame -> frame.length - PAYLOAD_OFFSET)
                        .sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        frames.stream()
                .filter(AlteredSnapshot::isCore)
                .forEach(frame -> core.put(frame, PAYLOAD_OFFSET, frame.length - PAYLOAD_OFFSET));
        holdOne(core);
        core.rewind();
        final List<byte[]> altered = new ArrayList<>();
        final CRC32C running = new CRC32C();
        for (final byte[] frame : frames) {
            final byte[] copy = frame.clone();
            if (isCore(copy)) {
                core.get(copy, PAYLOAD_OFFSET, copy.length - PAYLOAD_OFFSET);
            }
            seal(copy, running);
            altered.add(copy);
        }
        return altered;
    }

    private static boolean isCore(final byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == TYPE_CORE;
    }

    private static void holdOne(final ByteBuffer core) {
        boolean isDone = false;
        int at = 0;
        while (type(core, at) != END) {
            if (type(core, at) == BALANCE
                    && !isDone
                    && core.getLong(at + ACCOUNT) >= FIRST_USER
                    && core.getLong(at + AVAILABLE) > 0) {
                core.putLong(at + AVAILABLE, core.getLong(at + AVAILABLE) - 1);
                core.putLong(at + HELD, core.getLong(at + HELD) + 1);
                isDone = true;
            }
            at += (1 + (int) core.getLong(at)) * Long.BYTES;
        }
        final CRC32C crc = new CRC32C();
        crc.update(core.array(), 0, at);
        core.putLong(at + 2 * Long.BYTES, crc.getValue());
    }

    private static int type(final ByteBuffer core, final int at) {
        return (int) (core.getLong(at) >>> Integer.SIZE);
    }

    private static void seal(final byte[] frame, final CRC32C running) {
        final CRC32C crc = new CRC32C();
        crc.update(frame, PAYLOAD_OFFSET, frame.length - PAYLOAD_OFFSET);
        running.update(frame, PAYLOAD_OFFSET, frame.length - PAYLOAD_OFFSET);
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, (int) crc.getValue())
                .putLong(8, running.getValue());
    }
}
