package io.millrace.ubscore.account;

/** Mixing of words: the same on every machine. */
final class Hashing {
    private Hashing() {}

    /** Spreads a word over all its bits; a bijection. */
    static long mix(final long value) {
        long h = value;
        h = (h ^ h >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }

    static long combine(final long hash, final long value) {
        return mix(hash * 0x9E3779B97F4A7C15L + value);
    }

    static long hash(final long owner, final FixedText text) {
        long h = mix(owner);
        for (final long word : text.words) {
            h = (h ^ word) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        return mix(h);
    }
}
