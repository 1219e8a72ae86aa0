package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExactMathTest {
    @Test
    void shouldRoundFeesUpAndRebatesDown() {
        assertEquals(1, ExactMath.fee(1, 1));
        assertEquals(0, ExactMath.fee(1_000, 0));
        assertEquals(0, ExactMath.fee(0, 1000));
        assertEquals(2, ExactMath.fee(1_000_001, 1));
        assertEquals(0, ExactMath.fee(999_999, -1));
        assertEquals(-1, ExactMath.fee(1_999_999, -1));
        assertEquals(Long.MAX_VALUE, ExactMath.fee(Long.MAX_VALUE, 1_000_000));
        assertEquals(-Long.MAX_VALUE, ExactMath.fee(Long.MAX_VALUE, -1_000_000));
    }

    @Test
    void shouldAgreeWithDecimals() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            final long received = random.nextLong() >>> 1 + random.nextInt(62);
            final int ratePpm = random.nextInt(2_000_001) - 1_000_000;
            final BigDecimal exact = BigDecimal.valueOf(received)
                    .multiply(BigDecimal.valueOf(ratePpm))
                    .movePointLeft(6);
            assertEquals(exact.setScale(0, RoundingMode.CEILING).longValueExact(), ExactMath.fee(received, ratePpm));
        }
    }

    @Test
    void shouldKnowWhatFits() {
        assertTrue(ExactMath.fits(Long.MAX_VALUE, 1, 1));
        assertTrue(ExactMath.fits(1L << 31, 1L << 31, 1));
        assertFalse(ExactMath.fits(1L << 32, 1L << 31, 1));
        assertFalse(ExactMath.fits(1L << 31, 1L << 31, 2));
        assertFalse(ExactMath.fits(1L << 40, 1L << 40, 1L << 40));
        assertTrue(ExactMath.fits(0, Long.MAX_VALUE, Long.MAX_VALUE));
    }
}
