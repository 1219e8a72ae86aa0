package io.millrace.engine.book;

/** The arithmetic of money: 64-bit integers, never rounded by accident, never wrapped. */
final class ExactMath {
    static final int PPM = 1_000_000;

    private ExactMath() {}

    /** Whether {@code a × b × c} of positive numbers fits 64 bits. */
    static boolean fits(final long a, final long b, final long c) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 && Math.multiplyHigh(a * b, c) == 0 && a * b * c >= 0;
    }

    /** What {@code quantity} lots cost; {@code fits} was asked when the order came in. */
    static long notional(final long price, final long quantity, final long notionalPerTickLot) {
        return price * quantity * notionalPerTickLot;
    }

    /**
     * Fee on an amount received: rounded up to the exchange; a rebate (negative rate, negative fee) rounded down.
     *
     * @param ratePpm between -{@link #PPM} and {@link #PPM}
     */
    static long fee(final long received, final int ratePpm) {
        if (ratePpm == 0) {
            return 0;
        }
        // Split, so that no product exceeds 64 bits: whole × rate ≤ received, part × rate < 10^12.
        final long whole = received / PPM * ratePpm;
        final long part = received % PPM * ratePpm;
        return whole + Math.floorDiv(part + PPM - 1, (long) PPM);
    }
}
