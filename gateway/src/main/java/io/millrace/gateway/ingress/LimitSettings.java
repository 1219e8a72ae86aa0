package io.millrace.gateway.ingress;

/**
 * Units that may be spent in a window: each request costs its route's weight, each order one more of its own kind.
 *
 * @param addressLimit requests of one address, whoever asks
 * @param requestLimit units of one caller
 * @param orderLimit orders of one caller
 */
public record LimitSettings(
        boolean enabled, long addressLimit, long requestLimit, long orderLimit, long windowSeconds) {}
