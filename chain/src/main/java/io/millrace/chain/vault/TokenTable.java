package io.millrace.chain.vault;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The assets that are tokens on the chain. Immutable. */
public final class TokenTable {
    private final Map<String, TokenTerms> byToken = new HashMap<>();
    private final Map<Integer, TokenTerms> byAsset = new HashMap<>();
    private final List<TokenTerms> all;

    public TokenTable(final List<TokenTerms> tokens) {
        all = List.copyOf(tokens);
        for (final TokenTerms token : tokens) {
            if (byToken.put(token.token(), token) != null || byAsset.put(token.assetId(), token) != null) {
                throw new IllegalArgumentException("token or asset is named twice asset=" + token.symbol());
            }
        }
    }

    public Collection<TokenTerms> all() {
        return all;
    }

    /** Null: none of ours. */
    TokenTerms ofToken(final String token) {
        return byToken.get(token);
    }

    /** Null: not on this chain. */
    TokenTerms ofAsset(final int assetId) {
        return byAsset.get(assetId);
    }

    /** An asset's decimals are part of every amount: what UBSCore knows must be what is configured. */
    void check(final int assetId, final int scale) {
        final TokenTerms token = byAsset.get(assetId);
        if (token != null && token.scale() != scale) {
            throw new Breach("asset has another scale asset=" + token.symbol() + " id=" + assetId + " configured="
                    + token.scale() + " ubscore=" + scale);
        }
    }
}
