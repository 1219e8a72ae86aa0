package io.millrace.exchange.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** One bit of a file turned over for a while. */
final class Flip {
    private final Path file;
    private final long place;
    private final int mask;

    private Flip(final Path file, final long place, final int bit) {
        this.file = file;
        this.place = place;
        mask = 1 << bit;
    }

    /** Runs something while the bit is turned over. */
    static void during(final Path file, final long place, final int bit, final Runnable action) throws IOException {
        final Flip flip = new Flip(file, place, bit);
        flip.turn();
        try {
            action.run();
        } finally {
            flip.turn();
        }
    }

    private void turn() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(place);
            final int value = bytes.read();
            bytes.seek(place);
            bytes.write(value ^ mask);
        }
    }
}
