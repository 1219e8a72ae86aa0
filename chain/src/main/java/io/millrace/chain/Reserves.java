package io.millrace.chain;

import com.typesafe.config.Config;
import io.millrace.chain.node.NodePool;
import io.millrace.chain.vault.TokenTable;
import io.millrace.chain.vault.TokenTerms;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * What the vault has of each token, beside what the exchange owes of the asset. Deposits on their way to be credited make the first
 * larger, withdrawals that are paid and not yet booked make it smaller: for good, the difference is not below zero.
 */
public final class Reserves implements AutoCloseable {
    private final NodePool nodes;
    private final TokenTable tokens;
    private final String vault;

    public Reserves(final NodePool nodes, final TokenTable tokens, final String vault) {
        this.nodes = nodes;
        this.tokens = tokens;
        this.vault = vault;
    }

    /** Of the chain that a root configuration names, also one of this machine's own that runs. */
    public static Reserves open(final Config config) {
        final ChainContext context = new ChainContext(DevNet.isWanted(config) ? DevNet.found(config) : config);
        return new Reserves(context.nodes(context.vault()), context.tokens(), context.vault());
    }

    /** Whether a root configuration names a chain. */
    public static boolean isWanted(final Config config) {
        return DevNet.isWanted(config)
                || !config.getString("millrace.chain.vault").isEmpty();
    }

    /**
     * One asset.
     *
     * @param reserves what the vault has, in whole coins.
     * @param owed what users have in all, in whole coins.
     */
    public record Line(String asset, BigDecimal reserves, BigDecimal owed) {
        /** How much more is owed than there is; zero if there is enough. */
        public BigDecimal shortfall() {
            return difference().negate().max(BigDecimal.ZERO);
        }

        /** Below zero: more is owed than there is. */
        public BigDecimal difference() {
            return reserves.subtract(owed);
        }

        @Override
        public String toString() {
            return "asset=" + asset + " reserves=" + reserves.toPlainString() + " owed=" + owed.toPlainString()
                    + " difference=" + difference().toPlainString();
        }
    }

    /** {@code owed}: by asset id, minor units: the external account's balance, negated. */
    public List<Line> compare(final IntToLongFunction owed) {
        final List<Line> lines = new ArrayList<>();
        for (final TokenTerms token : tokens.all()) {
            final BigInteger held = nodes.holding(token.token(), vault);
            lines.add(new Line(
                    token.symbol(),
                    new BigDecimal(held, token.decimals()),
                    BigDecimal.valueOf(owed.applyAsLong(token.assetId()), token.scale())));
        }
        return lines;
    }

    @Override
    public void close() {
        nodes.close();
    }
}
