package io.millrace.simulation.system;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import io.millrace.schema.Accounts;
import io.millrace.simulation.system.TradingClient.Balance;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the store's tables with a driver of its own and judges them. One thread. */
final class StoreAudit implements AutoCloseable {
    /** Whole tables are read from a store that has just started. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private static final int PAGE_SIZE = 500;
    private static final int ATTEMPTS = 10;

    private final CqlSession session;

    StoreAudit(final int port) {
        session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", port))
                .withLocalDatacenter("datacenter1")
                .withKeyspace("millrace")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                        .withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, PAGE_SIZE)
                        .build())
                .build();
    }

    /** Reads again when the store, which may have just started, could not. */
    List<Row> rows(final String query) {
        for (int attempt = 1; ; attempt++) {
            try {
                return session.execute(query).all();
            } catch (final QueryExecutionException | DriverTimeoutException | AllNodesFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Await.pause();
            }
        }
    }

    /** What does not hold at rest; empty when all does. */
    List<String> findings() {
        final List<String> findings = new ArrayList<>();
        final Map<String, BigDecimal> balances = new TreeMap<>();
        final Map<String, BigDecimal> totals = new TreeMap<>();
        for (final Row row : rows("SELECT account_id, asset, available, held FROM user_balances")) {
            final String account = row.getLong("account_id") + "/" + row.getString("asset");
            add(balances, account + "/available", row.getBigDecimal("available"));
            add(balances, account + "/held", row.getBigDecimal("held"));
            add(totals, row.getString("asset"), row.getBigDecimal("available"));
            add(totals, row.getString("asset"), row.getBigDecimal("held"));
            if (row.getLong("account_id") > 0
                    && (row.getBigDecimal("available").signum() < 0
                            || row.getBigDecimal("held").signum() < 0)) {
                findings.add("negative balance " + account);
            }
        }
        totals.forEach((asset, total) -> {
            if (total.signum() != 0) {
                findings.add("all accounts sum to " + total + " " + asset);
            }
        });
        findings.addAll(ledgerFindings(balances));
        findings.addAll(outputFindings());
        return findings;
    }

    /** What the shards, in their order, have otherwise than the store; empty when nothing. */
    List<String> differences(final List<CoreProbe> shards) {
        final Map<String, Row> assets = new HashMap<>();
        rows("SELECT symbol, asset_id, scale FROM assets").forEach(row -> assets.put(row.getString("symbol"), row));
        final List<String> differences = new ArrayList<>();
        for (final Row row : rows("SELECT account_id, shard, asset, available, held FROM user_balances")) {
            final Row asset = assets.get(row.getString("asset"));
            final Balance stored = new Balance(
                    row.getBigDecimal("available").movePointRight(asset.getInt("scale")),
                    row.getBigDecimal("held").movePointRight(asset.getInt("scale")));
            final Balance kept = shards.get(row.getInt("shard"))
                    .balances(row.getLong("account_id"))
                    .get(asset.getInt("asset_id"));
            if (kept == null || !kept.is(stored)) {
                differences.add("account=" + row.getLong("account_id") + " shard=" + row.getInt("shard") + " asset="
                        + row.getString("asset") + " stored=" + stored + " kept=" + kept);
            }
        }
        return differences;
    }

    /** What an account has in one shard; zero if it has no row. */
    Balance balance(final long accountId, final int shard, final String asset) {
        return rows("SELECT available, held FROM user_balances WHERE account_id = " + accountId + " AND asset = '"
                        + asset + "' AND shard = " + shard)
                .stream()
                .map(row -> new Balance(row.getBigDecimal("available"), row.getBigDecimal("held")))
                .findFirst()
                .orElse(Balance.of("0", "0"));
    }

    /** Sum of all clearing accounts of all shards. */
    BigDecimal clearing(final String asset) {
        return rows("SELECT account_id, asset, available, held FROM user_balances").stream()
                .filter(row -> row.getLong("account_id") <= Accounts.CLEARING
                        && row.getString("asset").equals(asset))
                .map(row -> row.getBigDecimal("available").add(row.getBigDecimal("held")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Order ids by client order id of those that a load has placed; twice is an error. */
    Map<String, String> orders(final Load load) {
        final Map<String, String> stored = new HashMap<>();
        for (final Row row : rows("SELECT order_id, user_id, client_order_id FROM orders")) {
            final String clientOrderId = row.getString("client_order_id");
            if (clientOrderId != null
                    && row.getLong("user_id") == load.owner(clientOrderId)
                    && stored.put(clientOrderId, Long.toString(row.getLong("order_id"))) != null) {
                throw new AssertionError("order is in the store twice clientOrderId=" + clientOrderId);
            }
        }
        return stored;
    }

    private List<String> ledgerFindings(final Map<String, BigDecimal> balances) {
        final Map<String, BigDecimal> sums = new HashMap<>();
        for (final Row row : rows("SELECT account_id, asset, available_delta, held_delta FROM balance_ledger")) {
            final String account = row.getLong("account_id") + "/" + row.getString("asset");
            add(sums, account + "/available", row.getBigDecimal("available_delta"));
            add(sums, account + "/held", row.getBigDecimal("held_delta"));
        }
        final List<String> findings = new ArrayList<>();
        balances.forEach((account, balance) -> {
            final BigDecimal sum = sums.getOrDefault(account, BigDecimal.ZERO);
            if (sum.compareTo(balance) != 0) {
                findings.add("ledger of " + account + " sums to " + sum + ", balance is " + balance);
            }
        });
        return findings;
    }

    private List<String> outputFindings() {
        final Map<Integer, TreeMap<Long, Row>> lanes = new TreeMap<>();
        for (final Row row : rows("SELECT lane, sequence, hash, previous_hash, output FROM engine_outputs")) {
            lanes.computeIfAbsent(row.getInt("lane"), lane -> new TreeMap<>()).put(row.getLong("sequence"), row);
        }
        final List<String> findings = new ArrayList<>();
        lanes.forEach((lane, outputs) -> {
            long expected = 1;
            String previousHash = HexFormat.of().formatHex(new byte[32]);
            for (final Map.Entry<Long, Row> entry : outputs.entrySet()) {
                final Row row = entry.getValue();
                final String hash = hex(row.getByteBuffer("hash"));
                if (entry.getKey() != expected
                        || !hex(row.getByteBuffer("previous_hash")).equals(previousHash)
                        || !sha256(row.getByteBuffer("output")).equals(hash)) {
                    findings.add("chain broken lane=" + lane + " sequence=" + entry.getKey() + " expected=" + expected);
                    return;
                }
                previousHash = hash;
                expected++;
            }
        });
        return findings;
    }

    @Override
    public void close() {
        session.close();
    }

    private static void add(final Map<String, BigDecimal> sums, final String key, final BigDecimal amount) {
        sums.merge(key, amount, BigDecimal::add);
    }

    private static String sha256(final ByteBuffer bytes) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(final ByteBuffer bytes) {
        final byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return HexFormat.of().formatHex(array);
    }
}
