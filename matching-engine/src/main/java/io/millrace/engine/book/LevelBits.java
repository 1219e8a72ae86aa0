package io.millrace.engine.book;

/** A set of places: one bit each, and one bit above for each word that has any, so that the next place is two bit scans. */
final class LevelBits {
    private static final int WORD_BITS = 6;

    private final long[] words;
    /** One bit for each word that is not 0. */
    private final long[] summary;

    /** {@code length}: a power of two, 64 at least. */
    LevelBits(final int length) {
        words = new long[length >>> WORD_BITS];
        summary = new long[(words.length + Long.SIZE - 1) >>> WORD_BITS];
    }

    void set(final int place) {
        final int word = place >>> WORD_BITS;
        final long before = words[word];
        words[word] = before | 1L << place;
        if (before == 0) {
            summary[word >>> WORD_BITS] |= 1L << word;
        }
    }

    void clear(final int place) {
        final int word = place >>> WORD_BITS;
        final long after = words[word] & ~(1L << place);
        words[word] = after;
        if (after == 0) {
            summary[word >>> WORD_BITS] &= ~(1L << word);
        }
    }

    /** First place of the set at this one or behind it; -1: none. */
    int next(final int place) {
        final int word = place >>> WORD_BITS;
        if (word < words.length) {
            final long bits = words[word] & -1L << place;
            return bits != 0 ? word << WORD_BITS | Long.numberOfTrailingZeros(bits) : nextWord(word + 1);
        }
        return -1;
    }

    private int nextWord(final int word) {
        int index = word >>> WORD_BITS;
        if (index < summary.length) {
            long bits = summary[index] & -1L << word;
            while (bits == 0 && ++index < summary.length) {
                bits = summary[index];
            }
            if (bits != 0) {
                final int found = index << WORD_BITS | Long.numberOfTrailingZeros(bits);
                return found << WORD_BITS | Long.numberOfTrailingZeros(words[found]);
            }
        }
        return -1;
    }
}
