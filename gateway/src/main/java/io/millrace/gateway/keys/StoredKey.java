package io.millrace.gateway.keys;

import java.util.List;

/**
 * A key as the exchange knows it: what {@code balance.events} tells and the store keeps. Immutable.
 *
 * @param kind null: revoked, or of a kind that is not known here
 * @param scopes sum of READ 1, TRADE 2, TRANSFER 4, ADMIN 8
 * @param material a public key, an address, or a sealed secret
 * @param addresses addresses and networks that it may be used from, separated by commas; empty: any
 * @param expiresMs Unix milliseconds; 0: never
 * @param version sequence of the event that told it: of two entries for one key and user the later holds
 */
public record StoredKey(
        String keyId,
        long userId,
        KeyKind kind,
        int scopes,
        boolean revoked,
        byte[] material,
        String addresses,
        long expiresMs,
        long version) {

    /** Names of the scopes, in the order of their bits. */
    public static final List<String> SCOPES = List.of("READ", "TRADE", "TRANSFER", "ADMIN");

    /** Sum of scopes out of their names, each of which must be one. */
    public static int scopesOf(final Iterable<String> names) {
        int scopes = 0;
        for (final String name : names) {
            scopes |= 1 << SCOPES.indexOf(name);
        }
        return scopes;
    }

    /** Names of this key's scopes. */
    public List<String> scopeNames() {
        return SCOPES.stream()
                .filter(name -> (scopes & 1 << SCOPES.indexOf(name)) != 0)
                .toList();
    }

    /** Whether it is good for anything at a time. */
    public boolean isActive(final long nowMs) {
        return !revoked && kind != null && (expiresMs == 0 || nowMs < expiresMs);
    }
}
