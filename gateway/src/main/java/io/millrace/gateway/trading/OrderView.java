package io.millrace.gateway.trading;

/** One order as it stands. */
public record OrderView(long orderId, NewOrder order, Progress progress) {}
