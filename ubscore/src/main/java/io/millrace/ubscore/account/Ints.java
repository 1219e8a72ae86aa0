package io.millrace.ubscore.account;

/** Two ints in a long. */
final class Ints {
    private Ints() {}

    static long pack(final int high, final int low) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }

    static int high(final long packed) {
        return (int) (packed >>> 32);
    }

    static int low(final long packed) {
        return (int) packed;
    }
}
