package io.millrace.gateway.trading;

/** Money that is to come in or go out; the request id makes it happen at most once. */
public record Transfer(String requestId, TransferKind kind, long userId, Asset asset, long amount) {}
