package io.millrace.gateway.trading;

/** What a user has of an asset, in minor units. */
public record Balance(Asset asset, long available, long held, long accountSequence) {}
