package io.millrace.gateway.stream;

/** Who listens, and what they may: read private channels, cancel orders. */
public record StreamUser(long userId, boolean mayRead, boolean mayTrade) {}
