package io.millrace.exchange.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.tool.Json;
import io.millrace.ubscore.CoreReplay;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.Transfer;
import io.millrace.ubscore.account.TransferKind;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proof holds for what was owed, and for nothing else. */
class LiabilitiesTest {
    private static final int USDT = 3;
    private static final int BTC = 1;
    private static final int USERS = 23;
    /** What a proof stands on; names, scales and printed amounts are for readers. */
    private static final Pattern VALUES =
            Pattern.compile("\"(?:shard|coreSequence|assetId|hash|sum|userId|amount|salt)\":\"?([0-9a-f]+)");

    private static final long START_US = 1_767_225_600_000_000L;

    private final BalanceCore core =
            CoreReplay.emptyCore(ConfigFactory.parseResources("reference.conf").resolve());
    private final long[] offsets = new long[4];
    private long nowUs = START_US;
    private Liabilities liabilities;
    private String top;

    @BeforeEach
    void fund() {
        define(BTC, "BTC", 8);
        define(USDT, "USDT", 6);
        for (int user = 1001; user < 1001 + USERS; user++) {
            transferIn(user, USDT, 1_000 + user);
            if (user % 3 == 0) {
                transferIn(user, BTC, user);
            }
        }
        liabilities = new Liabilities(0, core, new byte[32]);
        top = HexFormat.of().formatHex(liabilities.top());
    }

    private void define(final int assetId, final String symbol, final int scale) {
        final Asset asset = new Asset();
        asset.assetId = assetId;
        asset.scale = scale;
        asset.symbol.set(symbol);
        core.defineAsset(asset, ++nowUs);
    }

    private void transferIn(final long user, final int assetId, final long amount) {
        final Transfer transfer = new Transfer();
        transfer.partition = (int) (user % offsets.length);
        transfer.recordOffset = offsets[transfer.partition]++;
        transfer.kind = TransferKind.IN;
        transfer.userId = user;
        transfer.assetId = assetId;
        transfer.amount = amount;
        transfer.requestTimeUs = ++nowUs;
        transfer.requestId.set("in-" + user + "-" + assetId);
        core.applyTransfer(transfer, nowUs);
    }

    @Test
    void shouldProveEveryUserUnderOneHash() {
        long expected = 0;
        for (int user = 1001; user < 1001 + USERS; user++) {
            expected += 1_000 + user;
            assertNull(ProofVerifier.verify(Json.pretty(liabilities.proof(user)), top));
            assertNull(ProofVerifier.verify(Json.line(liabilities.proof(user)), top.toUpperCase(Locale.ROOT)));
        }
        assertEquals(BigInteger.valueOf(expected), liabilities.sum(USDT));
    }

    @Test
    void shouldRefuseAnyChangedDigit() {
        final String proof = Json.line(liabilities.proof(1002));
        final Matcher values = VALUES.matcher(proof);
        int count = 0;
        while (values.find()) {
            for (int i = values.start(1); i < values.end(1); i++) {
                final char other = proof.charAt(i) == '1' ? '2' : '1';
                final String changed = proof.substring(0, i) + other + proof.substring(i + 1);
                assertNotNull(ProofVerifier.verify(changed, top), changed.substring(Math.max(0, i - 40), i + 5));
                count++;
            }
        }
        assertTrue(count > 500, "digits=" + count);
        assertNotNull(ProofVerifier.verify(proof, "ff" + top.substring(2)));
    }

    @Test
    void shouldRefuseANegativeSum() {
        final String proof = Json.line(liabilities.proof(1002));
        final int at = proof.indexOf("\"sum\":\"", proof.indexOf("\"leaves\"")) + "\"sum\":\"".length();
        final String fault = ProofVerifier.verify(proof.substring(0, at) + "-" + proof.substring(at), top);
        assertTrue(fault.contains("negative"), fault);
        assertThrows(IllegalArgumentException.class, () -> new SumNode(new byte[32], BigInteger.valueOf(-1)));
        assertThrows(IllegalArgumentException.class, () -> new SumNode(new byte[32], BigInteger.ONE.shiftLeft(127)));
    }

    @Test
    void shouldChangeWithTheSecretAndWithEveryBalance() {
        final byte[] secret = new byte[32];
        secret[0] = 1;
        final Map<String, Object> other = new Liabilities(0, core, secret).statement();
        assertTrue(!other.get("top").equals(top));
        transferIn(1005, BTC, 1);
        assertTrue(
                !new Liabilities(0, core, new byte[32]).statement().get("top").equals(top));
    }
}
