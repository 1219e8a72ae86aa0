package io.millrace.ubscore.account;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The core against a judge that anyone can check, command by command. A failure names its seed and command. */
class TwinTest {
    private static void run(final long seed, final int shardCount, final long count) {
        try {
            new WildRun(seed, shardCount).run(count);
        } catch (final AssertionError e) {
            throw new AssertionError("seed=" + seed + " shards=" + shardCount, e);
        }
    }

    @Test
    void shouldAgreeWithTheJudge() {
        for (long seed = 1; seed <= 16; seed++) {
            run(seed, 1, 10_000);
        }
    }

    @Test
    void shouldAgreeWithTheJudgeWhenUsersAreSpreadOverShards() {
        for (long seed = 101; seed <= 104; seed++) {
            run(seed, 2, 10_000);
        }
    }

    @Test
    @Tag("long")
    void shouldAgreeWithTheJudgeForTenMillionCommands() {
        for (long seed = 1_000; seed < 1_100; seed++) {
            run(seed, 1 + (int) (seed % 2), 100_000);
        }
    }
}
