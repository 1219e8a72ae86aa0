package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Stream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kills settlement at every step and every request, lets a new one go on, and compares the store with one that never died. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CrashPointTest {
    private static final long SEED = 20_260_101L;
    private static final int STEPS = 80;

    private static ExchangeScript script;
    private static String expected;

    /** Where settlement is when it dies. */
    private enum CrashPoint {
        /** Events are taken; their rows gather, are on their way, or wait for progress. */
        STEPPED,
        /** A statement was sent and never arrived. */
        WRITE_LOST,
        /** A statement was applied and its answer never came. */
        WRITE_UNANSWERED,
        /** All before it are applied and answered: the next step would move progress on. */
        WRITE_ANSWERED,
        /** The progress was sent and never arrived. */
        ADVANCE_LOST,
        /** The progress was written and its answer never came: the engine was not told. */
        ADVANCE_UNANSWERED,
        /** The progress was written and answered. */
        ADVANCE_ANSWERED
    }

    @BeforeAll
    static void settleWithoutCrash() {
        script = ExchangeScript.random(SEED, STEPS);
        final MemoryStore store = new MemoryStore();
        new Settler(store, script, new Random(SEED)).finish();
        expected = store.contents();
        for (int lane = 0; lane < ExchangeScript.LANES; lane++) {
            assertEquals(script.outputs.get(lane).size(), store.sequence(Stream.ENGINE, lane));
        }
    }

    @Test
    void shouldEndWithTheSameRowsWhereverItDies() {
        final Map<CrashPoint, int[]> outcomes = new EnumMap<>(CrashPoint.class);
        for (final CrashPoint point : CrashPoint.values()) {
            final int[] outcome = outcomes.computeIfAbsent(point, each -> new int[2]);
            for (int index = 0; crashAndRecover(point, index); index++) {
                outcome[0]++;
            }
            assertTrue(outcome[0] > 10, "point was hardly reached: " + point);
        }
        final StringBuilder table = new StringBuilder("crash point         kills  outcome\n");
        outcomes.forEach((point, outcome) ->
                table.append(String.format("%-18s %6d  same rows, same hashes%n", point, outcome[0])));
        System.out.print(table);
    }

    /** False: the life ended before the point came for the index-th time. */
    private static boolean crashAndRecover(final CrashPoint point, final int index) {
        final MemoryStore store = new MemoryStore();
        final Settler first = new Settler(store, script, new Random(SEED + index));
        if (!runUntil(first, point, index)) {
            return false;
        }
        final Settler second = new Settler(store, script, new Random(SEED - index));
        second.finish();
        assertEquals(expected, store.contents(), "seed=" + SEED + " point=" + point + " index=" + index);
        assertEquals(script.outputs.get(0).size(), second.feed.durable.get(0), "engine was not told");
        return true;
    }

    private static boolean runUntil(final Settler settler, final CrashPoint point, final int index) {
        final Random random = new Random(SEED ^ index);
        int reached = 0;
        for (int step = 0; !settler.feed.isDone() || !settler.topic.isDone() || !settler.chains.isDone(); step++) {
            settler.step();
            if (point == CrashPoint.STEPPED && step == index) {
                return true;
            }
            // Some are left unanswered for a while, and in no order: as a store does it.
            for (int count = random.nextInt(6);
                    count > 0 && !settler.store.requests().isEmpty();
                    count--) {
                final MemoryStore.Request request = settler.store
                        .requests()
                        .remove(random.nextInt(settler.store.requests().size()));
                final boolean isHere = point.name().startsWith(request.name()) && reached++ == index;
                if (isHere && point.name().endsWith("LOST")) {
                    return true;
                }
                request.apply();
                if (isHere && point.name().endsWith("UNANSWERED")) {
                    return true;
                }
                request.answer();
                if (isHere) {
                    return true;
                }
            }
        }
        return false;
    }
}
