package io.millrace.gateway.trading;

/** A trade and the instrument it was in. */
public record TradePrint(int instrumentId, Trade trade) {}
