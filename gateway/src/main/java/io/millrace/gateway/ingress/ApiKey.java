package io.millrace.gateway.ingress;

import java.util.Set;

/**
 * A key that requests may be signed with. Immutable.
 *
 * @param addresses textual addresses that it may be used from; empty: any
 * @param expiresMs Unix milliseconds; 0: never
 */
public record ApiKey(
        String id,
        long userId,
        SignatureVerifier verifier,
        Set<String> scopes,
        Set<String> addresses,
        long expiresMs) {}
