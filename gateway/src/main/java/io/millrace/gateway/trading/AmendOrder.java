package io.millrace.gateway.trading;

/** Changes to one open order: ticks, lots in all, ticks; 0 leaves as it is. */
public record AmendOrder(OrderKey key, long price, long quantity, long triggerPrice) {}
