package io.millrace.gateway.trading;

/** An amend that UBSCore took; {@code effect} is null if the engine's answer was not seen in time. */
public record Amended(CommandResult result, CommandEffect effect) {}
