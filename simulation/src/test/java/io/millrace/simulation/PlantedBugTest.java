package io.millrace.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing may be blind: each planted bug must be found, and named. */
class PlantedBugTest {
    private static final int STEPS = 1_200;
    private static final int SEEDS_MAX = 60;
    private static final Pattern INVARIANT = Pattern.compile("\\bI\\d+\\b");

    @ParameterizedTest
    @EnumSource(value = PlantedBug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldFind(final PlantedBug bug) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            try {
                new SimulatedExchange(seed, bug).run(STEPS);
            } catch (final RuntimeException | Error found) {
                final Matcher invariant = INVARIANT.matcher(String.valueOf(found.getMessage()));
                System.out.printf(
                        "bug=%s seed=%d invariant=%s by=%s: %s%n",
                        bug,
                        seed,
                        invariant.find() ? invariant.group() : "-",
                        found.getClass().getSimpleName(),
                        found.getMessage());
                assertTrue(isJudgement(found), () -> "not found by a check: " + found);
                return;
            }
        }
        throw new AssertionError("bug stayed hidden bug=" + bug + " seeds=" + SEEDS_MAX);
    }

    /** Millrace's own checks and the simulation's; an accident of the code, a null or an index, is no finding. */
    private static boolean isJudgement(final Throwable found) {
        return found.getClass().getName().startsWith("io.millrace.")
                || found instanceof IllegalStateException
                || found instanceof AssertionError;
    }
}
