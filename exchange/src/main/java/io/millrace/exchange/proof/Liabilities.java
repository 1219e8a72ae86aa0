package io.millrace.exchange.proof;

import io.millrace.exchange.proof.AssetTree.Sibling;
import io.millrace.ubscore.account.BalanceCore;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Everything that users own in a core's state: available and held together, an account a leaf in each asset that it has. Salts follow
 * from a secret, so that the same state and secret give the same root, and proofs can be made later.
 */
public final class Liabilities {
    private static final byte TOP = 2;

    private final int shard;
    private final long coreSequence;
    private final byte[] secret;
    private final Map<Integer, Asset> assets = new TreeMap<>();

    private static final class Asset {
        final String symbol;
        final int scale;
        final Map<Long, Long> amounts = new TreeMap<>();
        AssetTree tree;

        Asset(final String symbol, final int scale) {
            this.symbol = symbol;
            this.scale = scale;
        }
    }

    /** {@code secret}: at least 32 bytes that nobody else has. */
    public Liabilities(final int shard, final BalanceCore core, final byte[] secret) {
        if (secret.length < SumNode.HASH_LENGTH) {
            throw new IllegalArgumentException("secret is shorter than 32 bytes length=" + secret.length);
        }
        this.shard = shard;
        this.secret = secret.clone();
        coreSequence = core.coreSequence();
        core.accounts(id -> {
            if (id > 0) {
                core.balances(id, (asset, available, held) -> add(core, id, asset, available, held));
            }
        });
        assets.forEach((id, asset) -> {
            final List<SumNode> leaves = new ArrayList<>();
            asset.amounts.forEach((user, amount) -> leaves.add(leaf(id, user, amount)));
            asset.tree = new AssetTree(leaves);
        });
    }

    private void add(
            final BalanceCore core, final long userId, final int assetId, final long available, final long held) {
        if (available < 0 || held < 0) {
            throw new IllegalArgumentException("balance is negative account=" + userId + " asset-id=" + assetId);
        }
        if (available + held != 0) {
            assets.computeIfAbsent(
                            assetId, id -> new Asset(core.asset(id).symbol.toString(), core.asset(id).scale))
                    .amounts
                    .put(userId, Math.addExact(available, held));
        }
    }

    private SumNode leaf(final int assetId, final long userId, final long amount) {
        return SumNode.leaf(salt(assetId, userId), userId, assetId, amount);
    }

    private byte[] salt(final int assetId, final long userId) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(ByteBuffer.allocate(3 * Long.BYTES)
                    .putLong(coreSequence)
                    .putLong(assetId)
                    .putLong(userId)
                    .array());
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public long coreSequence() {
        return coreSequence;
    }

    /** Who has anything. */
    public Set<Long> users() {
        final Set<Long> users = new TreeSet<>();
        assets.values().forEach(asset -> users.addAll(asset.amounts.keySet()));
        return users;
    }

    /** The one hash that commits to all assets' roots and sums: what is put on record. */
    public byte[] top() {
        final ByteBuffer bytes = ByteBuffer.allocate(1
                + Integer.BYTES
                + Long.BYTES
                + Integer.BYTES
                + assets.size() * (Integer.BYTES + SumNode.HASH_LENGTH + SumNode.SUM_LENGTH));
        bytes.put(TOP).putInt(shard).putLong(coreSequence).putInt(assets.size());
        assets.forEach((id, asset) -> bytes.putInt(id)
                .put(asset.tree.root().hash())
                .put(SumNode.sumBytes(asset.tree.root().sum())));
        return SumNode.sha256(bytes.array());
    }

    /** For everybody: roots and sums of all assets. */
    public Map<String, Object> statement() {
        final Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("shard", shard);
        statement.put("coreSequence", coreSequence);
        statement.put("top", hex(top()));
        final List<Map<String, Object>> roots = new ArrayList<>();
        assets.forEach((id, asset) -> {
            final Map<String, Object> root = new LinkedHashMap<>();
            root.put("assetId", id);
            root.put("asset", asset.symbol);
            root.put("scale", asset.scale);
            root.put("users", asset.amounts.size());
            root.put("hash", hex(asset.tree.root().hash()));
            root.put("sum", asset.tree.root().sum().toString());
            root.put("liabilities", new BigDecimal(asset.tree.root().sum(), asset.scale));
            roots.add(root);
        });
        statement.put("assets", roots);
        return statement;
    }

    /** For one user: the statement, and for each asset of theirs the way from their leaf to the root. */
    public Map<String, Object> proof(final long userId) {
        final Map<String, Object> proof = statement();
        proof.put("userId", userId);
        final List<Map<String, Object>> leaves = new ArrayList<>();
        assets.forEach((id, asset) -> {
            final Long amount = asset.amounts.get(userId);
            if (amount != null) {
                final Map<String, Object> leaf = new LinkedHashMap<>();
                leaf.put("assetId", id);
                leaf.put("amount", amount.toString());
                leaf.put("salt", hex(salt(id, userId)));
                leaf.put("path", path(asset.tree.path(leaf(id, userId, amount))));
                leaves.add(leaf);
            }
        });
        proof.put("leaves", leaves);
        return proof;
    }

    private static List<Map<String, Object>> path(final List<Sibling> siblings) {
        final List<Map<String, Object>> path = new ArrayList<>();
        for (final Sibling sibling : siblings) {
            final Map<String, Object> step = new LinkedHashMap<>();
            step.put("side", sibling.right() ? "RIGHT" : "LEFT");
            step.put("hash", hex(sibling.node().hash()));
            step.put("sum", sibling.node().sum().toString());
            path.add(step);
        }
        return path;
    }

    /** What is owed of an asset, minor units; zero if nobody has any. */
    BigInteger sum(final int assetId) {
        return assets.containsKey(assetId) ? assets.get(assetId).tree.root().sum() : BigInteger.ZERO;
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
