package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The fast book and the naive one, side by side under random commands: every event and every result must agree, and the
 * whole book now and then. To replay a failure: {@code -Dmillrace.seed=SEED}. To shrink it: the failure names the command's
 * number; run with {@code -Dmillrace.commands=NUMBER} and look for the last image that agreed.
 */
class DifferentialTest {
    /** Ticks from one price to the next: neighbours, and so far apart that most levels lie outside a book's first window. */
    private static final long[] SCALES = {1, 1, 4, 16};

    @Test
    void shouldAgreeWithTheNaiveBook() {
        final long seed = Long.getLong("millrace.seed", System.nanoTime());
        final SplittableRandom seeds = new SplittableRandom(seed);
        final int commandCount = Integer.getInteger("millrace.commands", 25_000);
        for (int i = 0; i < 8; i++) {
            run(i == 0 ? seed : seeds.nextLong(), commandCount);
        }
    }

    @Test
    @Tag("long")
    void shouldAgreeWithTheNaiveBookForLong() {
        final long seed = Long.getLong("millrace.seed", System.nanoTime());
        final SplittableRandom seeds = new SplittableRandom(seed);
        long events = 0;
        for (int i = 0; i < 100; i++) {
            events += run(seeds.nextLong(), 100_000);
        }
        System.out.println("-Dmillrace.seed=" + seed + ": 100 runs of 100000 commands agreed in " + events + " events");
    }

    /** Gives the events compared, the results of the commands among them. */
    private static long run(final long seed, final int commandCount) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int effectsMax = new int[] {3, 12, 60, BookLimits.FILLS_PER_COMMAND_MAX}[random.nextInt(4)];
        final BookLimits limits = new BookLimits(effectsMax, 20 + random.nextInt(120), 6, 0);
        final long scale = SCALES[random.nextInt(SCALES.length)];
        final InstrumentDefinition instrument = new InstrumentDefinition(1, 1, 2, 1000, 10, 100 * scale);
        TestBook.Fast fast = new TestBook.Fast(instrument, limits);
        final NaiveBook naive = new NaiveBook(instrument, limits);
        final RandomCommands commands = new RandomCommands(seed, scale);
        List<String> image = List.of();
        long events = 0;
        for (int i = 0; i < commandCount; i++) {
            final String place = "-Dmillrace.seed=" + seed + " command=" + i + " ";
            try {
                commands.next(naive, fast);
            } catch (final RuntimeException e) {
                throw new AssertionError(place + commands.description() + " image before: " + image, e);
            }
            final List<String> expected = naive.drain();
            final List<String> actual = fast.drain();
            events += actual.size();
            if (!expected.equals(actual)) {
                assertEquals(
                        String.join("\n", expected),
                        String.join("\n", actual),
                        place + commands.description() + "\nnow: " + String.join("\n", naive.image()));
            }
            if (i % 16 == 0 || i > commandCount - 100) {
                image = fast.image();
                assertEquals(naive.image(), image, () -> place + commands.description());
            }
            if (i % 1000 == 999) {
                fast.checkConsistency();
                fast = fast.reloaded();
            }
        }
        return events;
    }
}
