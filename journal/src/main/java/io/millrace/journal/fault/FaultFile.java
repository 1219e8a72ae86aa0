package io.millrace.journal.fault;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file twice: as it is seen, and as the disk has it. Guarded by its storage. */
final class FaultFile {
    /** What a disk writes whole or not at all. */
    private static final int SECTOR_LENGTH = 512;

    private final List<Write> unforced = new ArrayList<>();
    private byte[] seen;
    private byte[] forced;

    FaultFile(final int length) {
        seen = new byte[length];
        forced = new byte[length];
    }

    int length() {
        return seen.length;
    }

    int read(final int position, final ByteBuffer destination) {
        if (position >= seen.length) {
            return -1;
        }
        final int length = Math.min(destination.remaining(), seen.length - position);
        destination.put(seen, position, length);
        return length;
    }

    void write(final int position, final ByteBuffer source, final int length) {
        final byte[] bytes = new byte[length];
        source.get(bytes);
        seen = put(seen, position, bytes);
        unforced.add(new Write(position, bytes));
    }

    void force() {
        for (final Write write : unforced) {
            forced = put(forced, write.position, write.bytes);
        }
        unforced.clear();
    }

    /** After a failed force the kernel takes its pages for clean: they are seen, and never written. */
    void forget() {
        unforced.clear();
    }

    void flip(final int position, final int mask) {
        seen[position] ^= (byte) mask;
        if (position < forced.length) {
            forced[position] ^= (byte) mask;
        }
    }

    void truncate(final int length) {
        seen = Arrays.copyOf(seen, length);
        forced = Arrays.copyOf(forced, Math.min(length, forced.length));
        unforced.clear();
    }

    FaultFile copy() {
        final FaultFile copy = new FaultFile(0);
        copy.seen = seen.clone();
        copy.forced = forced.clone();
        copy.unforced.addAll(unforced);
        return copy;
    }

    /** What is found after a stop: of each sector written and not forced, the old bytes or the new. */
    FaultFile powerLost(final Random random) {
        byte[] found = forced.clone();
        for (final Write write : unforced) {
            int from = 0;
            while (from < write.bytes.length) {
                final int sectorEnd = SECTOR_LENGTH - (write.position + from) % SECTOR_LENGTH;
                final int to = Math.min(write.bytes.length, from + sectorEnd);
                if (random.nextBoolean()) {
                    found = put(found, write.position + from, Arrays.copyOfRange(write.bytes, from, to));
                }
                from = to;
            }
        }
        final FaultFile file = new FaultFile(0);
        file.seen = found;
        file.forced = found.clone();
        return file;
    }

    private static byte[] put(final byte[] target, final int position, final byte[] bytes) {
        final byte[] result =
                position + bytes.length > target.length ? Arrays.copyOf(target, position + bytes.length) : target;
        System.arraycopy(bytes, 0, result, position, bytes.length);
        return result;
    }

    private record Write(int position, byte[] bytes) {}
}
