package io.millrace.gateway.ingress;

/** A published limit: so many units a window. */
record RateLimitPolicy(String name, long limit, long windowSeconds) {}
