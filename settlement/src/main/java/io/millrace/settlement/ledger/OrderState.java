package io.millrace.settlement.ledger;

/** An order as an output left it. */
public record OrderState(
        long orderId, long userId, int instrumentId, boolean buy, Standing standing, Terms terms, Filled filled) {

    /** Whether it is open or closed, and why. */
    public record Standing(String status, String reason, boolean triggered) {}

    /** Prices in ticks, the quantity in lots; 0: none. */
    public record Terms(long price, long quantity, long triggerPrice) {}

    /** Lots, and minor units of the quote asset. */
    public record Filled(long quantity, long remaining, long notional) {}
}
