package io.millrace.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.simulation.SimulatedExchange.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole exchange on one thread, seed after seed. {@code SIM_SEED=n} in the environment runs that seed alone, {@code SIM_COUNT}
 * so many of the test's own.
 */
class SimulationTest {
    private static final int STEPS = 1_200;
    private static final int COUNT = 100;
    private static final int LONG_COUNT = 10_000;
    private static final int LONGER_STEPS = 8_000;

    @Test
    void shouldHoldEveryInvariantOverSeedsThatNobodyChose() {
        final String seed = System.getenv("SIM_SEED");
        if (seed == null) {
            runMany(count(COUNT));
        } else {
            System.out.println("seed=" + seed + " " + run(Long.parseLong(seed), STEPS));
        }
    }

    @Test
    @Tag("long")
    void shouldHoldEveryInvariantOverTenThousandSeeds() {
        runMany(count(LONG_COUNT));
    }

    @Test
    @Tag("long")
    void shouldHoldEveryInvariantInLongerRuns() {
        final SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < 50; i++) {
            final long seed = seeds.nextLong(Long.MAX_VALUE);
            System.out.println("seed=" + seed + " " + run(seed, LONGER_STEPS));
        }
    }

    @ParameterizedTest
    @MethodSource("seedsThatFailedOnce")
    void shouldStayTrueOnSeedsThatFailedOnce(final long seed) {
        assertTrue(run(seed, STEPS).orders() > 0);
    }

    static Stream<Long> seedsThatFailedOnce() throws IOException {
        try (InputStream file = SimulationTest.class.getResourceAsStream("/failing-seeds.txt")) {
            final String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n"))
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Long.parseLong(line.split(" ")[0]));
        }
    }

    @Test
    void shouldRunTheSameAgainFromTheSameSeed() {
        final long seed = new SplittableRandom().nextLong(Long.MAX_VALUE);
        assertEquals(run(seed, STEPS), run(seed, STEPS), "seed=" + seed);
    }

    private static int count(final int usual) {
        final String given = System.getenv("SIM_COUNT");
        return given == null ? usual : Integer.parseInt(given);
    }

    private static void runMany(final int count) {
        final SplittableRandom seeds = new SplittableRandom();
        final long startNs = System.nanoTime();
        long orders = 0;
        long trades = 0;
        long kills = 0;
        final List<AssertionError> failures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try {
                final Result result = run(seeds.nextLong(Long.MAX_VALUE), STEPS);
                orders += result.orders();
                trades += result.trades();
                kills += result.kills();
            } catch (final AssertionError failure) {
                System.out.println(failure.getMessage() + ": " + failure.getCause());
                failures.add(failure);
            }
        }
        System.out.println("seeds=" + count + " seconds=" + (System.nanoTime() - startNs) / 1_000_000_000 + " orders="
                + orders + " trades=" + trades + " kills=" + kills);
        if (!failures.isEmpty()) {
            throw new AssertionError("seeds that failed: " + failures.size() + ", the first:", failures.get(0));
        }
        assertTrue(trades > 0 && kills > 0);
    }

    private static Result run(final long seed, final int steps) {
        try {
            return new SimulatedExchange(seed, PlantedBug.NONE).run(steps);
        } catch (final RuntimeException | Error failure) {
            throw new AssertionError(
                    "seed=" + seed + " steps=" + steps + ": run it again with SIM_SEED=" + seed, failure);
        }
    }
}
