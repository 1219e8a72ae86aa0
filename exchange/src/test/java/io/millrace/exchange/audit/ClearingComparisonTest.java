package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.ubscore.account.Tampering;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shards that do not owe each other the same, planted. */
class ClearingComparisonTest {
    private final SmallExchange even = new SmallExchange(0, 2);
    private final SmallExchange odd = new SmallExchange(1, 2);
    private final Findings conservation = new Findings("conservation");

    private void compare() {
        new ClearingComparison(Map.of(0, even.core, 1, odd.core), 1).compare(conservation);
    }

    @Test
    void shouldFindNothingWhereShardsOweEachOtherTheSame() {
        Tampering.clear(even.core, 1, SmallExchange.BTC, 7);
        Tampering.clear(odd.core, 0, SmallExchange.BTC, -7);
        compare();
        assertTrue(conservation.isClean(), conservation.toText());
    }

    @Test
    void shouldNameTheAssetThatOneShardOwesAndNoneIsOwed() {
        Tampering.clear(even.core, 1, SmallExchange.BTC, 7);
        Tampering.clear(odd.core, 0, SmallExchange.BTC, -6);
        compare();
        assertEquals("clearing asset-id=1", conservation.kept().get(0).place());
        assertEquals(
                "clearing accounts of all shards sum to 1 invariant=I1 expected=0",
                conservation.kept().get(0).detail());
    }
}
