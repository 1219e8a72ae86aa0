package io.millrace.gateway.trading;

/** Bounds and rates of an instrument: quantities in lots, notionals in minor units of the quote, price in ticks. */
public record Limits(
        long quantityMin,
        long quantityMax,
        long notionalMin,
        long notionalMax,
        long priceMax,
        int priceBandPpm,
        int makerFeePpm,
        int takerFeePpm) {}
