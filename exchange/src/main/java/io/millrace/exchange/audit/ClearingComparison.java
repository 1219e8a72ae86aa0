package io.millrace.exchange.audit;

import io.millrace.schema.Accounts;
import io.millrace.ubscore.account.BalanceCore;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** I1 across shards: what one shard owes another, the other is owed, where both have applied the same outputs. */
final class ClearingComparison {
    private final Map<Integer, BalanceCore> cores;
    private final int laneCount;

    /** {@code cores} by shard. */
    ClearingComparison(final Map<Integer, BalanceCore> cores, final int laneCount) {
        this.cores = cores;
        this.laneCount = laneCount;
    }

    void compare(final Findings conservation) {
        if (cores.values().stream().map(this::outputs).distinct().count() > 1) {
            conservation.note("shards stand behind different outputs: their clearing accounts were not compared");
            return;
        }
        final Map<Integer, BigInteger> sums = new TreeMap<>();
        for (final BalanceCore core : cores.values()) {
            for (final int shard : cores.keySet()) {
                core.balances(
                        Accounts.CLEARING - shard,
                        (asset, available, held) -> sums.merge(
                                asset, BigInteger.valueOf(available).add(BigInteger.valueOf(held)), BigInteger::add));
            }
        }
        sums.forEach((asset, sum) -> {
            conservation.examined(1);
            if (sum.signum() != 0) {
                conservation.add(
                        "clearing asset-id=" + asset,
                        "clearing accounts of all shards sum to " + sum + " invariant=I1 expected=0");
            }
        });
    }

    /** Last outputs applied, as text. */
    private String outputs(final BalanceCore core) {
        final long[] sequences = new long[laneCount];
        Arrays.setAll(sequences, core::outputSequence);
        return Arrays.toString(sequences);
    }
}
