package io.millrace.gateway.trading;

/** One trade of a user, seen from the user's order. */
public record UserFill(
        long accountSequence, long orderId, Instrument instrument, Fill fill, long coreSequence, long timestampUs) {}
