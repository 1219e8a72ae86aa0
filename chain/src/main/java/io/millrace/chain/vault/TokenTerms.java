package io.millrace.chain.vault;

import java.math.BigInteger;

/**
 * An asset of the exchange as a token on the chain.
 *
 * @param token its address, lower case; the zero address is the chain's own coin.
 * @param scale decimals of the asset's minor unit.
 * @param decimals decimals of the token's smallest unit.
 */
public record TokenTerms(String symbol, int assetId, int scale, String token, int decimals) {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    public TokenTerms {
        if (scale < 0 || scale > 8 || decimals < scale || decimals > 36) {
            throw new IllegalArgumentException("token has decimals that can't be served asset=" + symbol + " scale="
                    + scale + " decimals=" + decimals);
        }
    }

    /** Minor units in an amount of the token, rounded down; -1: more than fit. */
    long credit(final BigInteger chainAmount) {
        final BigInteger whole = chainAmount.divide(unit());
        return whole.compareTo(LONG_MAX) > 0 ? -1 : whole.longValueExact();
    }

    /** What {@link #credit} leaves over, in the token's smallest unit. */
    BigInteger rest(final BigInteger chainAmount) {
        return chainAmount.mod(unit());
    }

    /** Minor units as the chain has them. */
    public BigInteger chainAmount(final long amount) {
        return BigInteger.valueOf(amount).multiply(unit());
    }

    /** What one minor unit is in the token's smallest units. */
    public BigInteger unit() {
        return BigInteger.TEN.pow(decimals - scale);
    }
}
