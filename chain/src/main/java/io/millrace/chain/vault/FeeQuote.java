package io.millrace.chain.vault;

import java.math.BigInteger;

/** What a unit of gas may cost: in all, and above the base fee. */
public record FeeQuote(BigInteger feeMax, BigInteger tip) {
    /** At least this quote and at least {@code percent} above {@code other}: nodes refuse a replacement that pays less. */
    public FeeQuote atLeast(final FeeQuote other, final int percent) {
        return new FeeQuote(feeMax.max(raised(other.feeMax, percent)), tip.max(raised(other.tip, percent)));
    }

    private static BigInteger raised(final BigInteger value, final int percent) {
        final BigInteger hundred = BigInteger.valueOf(100);
        return value.multiply(BigInteger.valueOf(100L + percent))
                .add(BigInteger.valueOf(99))
                .divide(hundred)
                .max(value.add(BigInteger.ONE));
    }
}
