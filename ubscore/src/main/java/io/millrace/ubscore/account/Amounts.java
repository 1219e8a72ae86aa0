package io.millrace.ubscore.account;

/** All arithmetic on money that could overflow or round. */
final class Amounts {
    /** No more than this of an asset may be in the exchange, so that no sum of balances overflows. */
    static final long SUPPLY_MAX = 1L << 61;
    /** What arithmetic that is asked, not trusted, answers when the result is above {@link #SUPPLY_MAX}. */
    static final long TOO_LARGE = -1;

    static final long PPM = 1_000_000;

    private Amounts() {}

    /** Product of two numbers from 0, or {@link #TOO_LARGE}. */
    static long product(final long a, final long b) {
        final long low = a * b;
        return Math.multiplyHigh(a, b) != 0 || low < 0 || low > SUPPLY_MAX ? TOO_LARGE : low;
    }

    /** Minor units of quote that lots cost at a price, or {@link #TOO_LARGE}. */
    static long notional(final long price, final long quantity, final long notionalPerTickLot) {
        final long ticks = product(price, quantity);
        return ticks == TOO_LARGE ? TOO_LARGE : product(ticks, notionalPerTickLot);
    }

    /** Fee on an amount received: up for the exchange, a rebate (negative) down. |ppm| at most a million. */
    static long fee(final long received, final int ppm) {
        final long whole = received / PPM * ppm;
        final long part = received % PPM * ppm;
        // Towards plus infinity: a fee rounds up, a rebate's size down.
        return whole - Math.floorDiv(-part, PPM);
    }

    /** {@code value} raised by parts per million, rounded down, at most {@code max}. */
    static long raise(final long value, final int ppm, final long max) {
        final long raised = value + share(value, ppm);
        return raised < 0 || raised > max ? max : raised;
    }

    /** Parts per million of a value from 0, rounded down. */
    static long share(final long value, final int ppm) {
        return value / PPM * ppm + value % PPM * ppm / PPM;
    }
}
