package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Stream;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A store that answers late, in no order, and often not at all. */
class FaultyStoreTest {
    private static final int IN_FLIGHT_MAX = 8;

    @RepeatedTest(20)
    void shouldSettleTheSameRowsWhateverTheStoreDoes(final RepetitionInfo repetition) {
        final long seed = repetition.getCurrentRepetition();
        final Random random = new Random(seed);
        final ExchangeScript script = ExchangeScript.random(seed, 150);
        final MemoryStore calm = new MemoryStore();
        new Settler(calm, script, new Random(seed)).finish();

        final MemoryStore faulty = new MemoryStore();
        final Settler settler = new Settler(faulty, script, new Random(seed + 1));
        boolean away = false;
        for (int step = 0; !settler.isFinished(); step++) {
            assertTrue(step < 1_000_000, "seed=" + seed + " never finished");
            settler.step();
            assertTrue(faulty.requests().size() <= IN_FLIGHT_MAX + Stream.values().length, "seed=" + seed);
            away = random.nextInt(30) == 0 ? !away : away;
            for (int count = random.nextInt(4); count > 0 && !faulty.requests().isEmpty(); count--) {
                final MemoryStore.Request request = faulty.requests()
                        .remove(random.nextInt(faulty.requests().size()));
                if (!away || random.nextInt(10) == 0) {
                    request.apply();
                }
                if (away || random.nextInt(20) == 0) {
                    request.fail();
                } else {
                    request.answer();
                }
            }
        }
        assertEquals(calm.contents(), faulty.contents(), "seed=" + seed);
        assertTrue(faulty.groupRowsSeenMax() <= 64);
    }
}
