package io.millrace.gateway.trading;

/** A trade as everyone may see it: ticks, lots, minor units of the quote asset. */
public record Trade(long tradeId, long price, long quantity, long notional, Side takerSide, long timestampUs) {}
