package io.millrace.gateway.trading;

/** Where an order stands in its user's history. */
public record OrderPlace(long accountSequence, long orderId) {}
