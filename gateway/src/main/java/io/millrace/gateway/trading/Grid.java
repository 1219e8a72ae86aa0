package io.millrace.gateway.trading;

/**
 * What prices and quantities of an instrument may be.
 *
 * @param priceScale decimals of a price
 * @param tickSize one tick in units of 10^-priceScale
 * @param lotSize one lot in minor units of the base asset
 * @param notionalPerTickLot minor units of the quote asset that one lot costs at a price of one tick
 */
public record Grid(int priceScale, long tickSize, long lotSize, long notionalPerTickLot) {}
