package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    /** Both cores are judged after every command; where they have applied the same outputs, nobody owes anybody anything. */
    @Test
    void shouldLeaveNothingInTheClearingAccountsOfTwoShards() {
        int moved = 0;
        for (long seed = 201; seed <= 203; seed++) {
            final WildRun even = new WildRun(seed, 2);
            final WildRun odd = WildRun.join(seed + 1_000, even);
            for (int round = 0; round < 50; round++) {
                even.run(100);
                odd.run(100);
                even.drain();
                odd.drain();
                moved += assertNothingIsOwed("seed=" + seed + " round=" + round, even, odd) ? 1 : 0;
            }
        }
        assertTrue(moved > 10, "rounds with something in the clearing accounts: " + moved);
    }

    private static boolean assertNothingIsOwed(final String at, final WildRun even, final WildRun odd) {
        boolean moved = false;
        for (int lane = 0; lane < 3; lane++) {
            assertEquals(even.outputSequence(lane), odd.outputSequence(lane), at);
        }
        for (int assetId = 1; assetId <= 3; assetId++) {
            final long towardsOdd = even.balance(AccountIds.clearing(1), assetId);
            assertEquals(0, towardsOdd + odd.balance(AccountIds.clearing(0), assetId), at + " asset=" + assetId);
            moved |= towardsOdd != 0;
        }
        return moved;
    }

    @Test
    @Tag("long")
    void shouldAgreeWithTheJudgeForTenMillionCommands() {
        for (long seed = 1_000; seed < 1_100; seed++) {
            run(seed, 1 + (int) (seed % 2), 100_000);
        }
    }
}
