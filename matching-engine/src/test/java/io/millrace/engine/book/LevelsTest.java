package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The levels against a sorted map: near and far keys, jumps in either direction, windows that move, grow and run empty. */
class LevelsTest {
    private final TreeMap<Long, Long> expected = new TreeMap<>();

    @Test
    void shouldFindAndOrderLevelsAsASortedMapDoes() {
        final long seed = Long.getLong("millrace.seed", System.nanoTime());
        final SplittableRandom seeds = new SplittableRandom(seed);
        for (int run = 0; run < 20; run++) {
            expected.clear();
            run(seeds.split(), "-Dmillrace.seed=" + seed + " run=" + run);
        }
    }

    private void run(final SplittableRandom random, final String place) {
        final Levels levels = new Levels(64);
        final int spread = 1 + random.nextInt(1 << 1 + random.nextInt(18));
        long near = random.nextLong(InstrumentDefinition.PRICE_MAX);
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(1000) == 0) {
                near = random.nextBoolean()
                        ? random.nextLong(InstrumentDefinition.PRICE_MAX)
                        : Math.max(0, near + random.nextInt(200_001) - 100_000);
            }
            final long key = Math.min(InstrumentDefinition.PRICE_MAX, near + random.nextInt(spread));
            if (expected.isEmpty() || random.nextInt(5) < 3) {
                add(levels, key, place);
            } else {
                final Map.Entry<Long, Long> behind = expected.ceilingEntry(key);
                remove(levels, behind == null ? expected.firstKey() : behind.getKey(), place);
            }
            if (i % 500 == 0) {
                checkOrder(levels, place);
            }
        }
    }

    private void add(final Levels levels, final long key, final String place) {
        int level = levels.find(key);
        assertEquals(expected.getOrDefault(key, 0L), count(levels, level), place);
        if (count(levels, level) == 0) {
            level = levels.open(key);
        }
        levels.records[(level << Levels.STRIDE_BITS) + Levels.COUNT]++;
        expected.merge(key, 1L, Long::sum);
    }

    private void remove(final Levels levels, final long key, final String place) {
        final int level = levels.find(key);
        assertEquals(expected.get(key), count(levels, level), place);
        if (--levels.records[(level << Levels.STRIDE_BITS) + Levels.COUNT] == 0) {
            levels.close(level);
            expected.remove(key);
        } else {
            expected.merge(key, -1L, Long::sum);
        }
    }

    private void checkOrder(final Levels levels, final String place) {
        Long before = null;
        for (final Map.Entry<Long, Long> entry : expected.entrySet()) {
            final int level = before == null ? levels.find(entry.getKey()) : levels.after(before);
            assertEquals(entry.getKey(), levels.records[level << Levels.STRIDE_BITS], place);
            assertEquals(entry.getValue(), count(levels, level), place);
            before = entry.getKey();
        }
        if (before != null) {
            assertEquals(0, levels.after(before), place);
        }
    }

    private static long count(final Levels levels, final int level) {
        return levels.records[(level << Levels.STRIDE_BITS) + Levels.COUNT];
    }
}
