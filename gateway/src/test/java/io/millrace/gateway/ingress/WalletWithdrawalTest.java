package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static io.millrace.gateway.ingress.GatewayFixture.CHAIN_ID;
import static io.millrace.gateway.ingress.GatewayFixture.VAULT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.KeyKind;
import io.millrace.gateway.keys.SignedWithdrawal;
import io.millrace.gateway.keys.StoredKey;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Withdrawals that a wallet signs as what they are, against a hash that web3j made: who may, and every signature that is none. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WalletWithdrawalTest {
    private static final String TO = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";
    private static final String OTHER_VAULT = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512";
    private static final Eip712 DOMAIN = new Eip712("Millrace", CHAIN_ID, VAULT);
    private static final long WINDOW_MS = 60_000;

    private final TestWallet wallet = new TestWallet("cow");
    private final TestWallet stranger = new TestWallet("dog");
    private GatewayFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture(new LimitSettings(false, 0, 0, 0, 1), List.of());
        register(wallet, ALICE, List.of("READ", "TRANSFER"));
        fixture.transfers.give(ALICE, "USDT", 1_000_000_000);
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    private void register(final TestWallet of, final long userId, final List<String> scopes) {
        fixture.directory.put(new StoredKey(
                of.address,
                userId,
                KeyKind.WALLET,
                StoredKey.scopesOf(scopes),
                false,
                HexFormat.of().parseHex(of.address, 2, of.address.length()),
                "",
                0,
                1));
    }

    private static SignedWithdrawal withdrawal(final String requestId, final String amount) {
        return new SignedWithdrawal(requestId, ALICE, "USDT", amount, TO, System.currentTimeMillis(), WINDOW_MS);
    }

    /** Asks for a withdrawal in the name of a wallet, with whatever signature. */
    private Reply send(final SignedWithdrawal asked, final TestWallet as, final String signature) {
        return fixture.send(fixture.request("/withdrawals", 0)
                .header("Content-Type", "application/json")
                .header("X-API-KEY", as.address)
                .header("X-TIMESTAMP", Long.toString(asked.timestampMs()))
                .header("X-RECV-WINDOW", Long.toString(asked.recvWindowMs()))
                .header("X-SIGNATURE", signature)
                .POST(HttpRequest.BodyPublishers.ofString("{\"requestId\":\"" + asked.requestId() + "\",\"userId\":\""
                        + asked.userId() + "\",\"asset\":\"" + asked.asset() + "\",\"amount\":\"" + asked.amount()
                        + "\",\"address\":\"" + asked.to() + "\"}"))
                .build());
    }

    private Reply signed(final SignedWithdrawal asked) {
        return send(asked, wallet, wallet.sign(DOMAIN.digest(asked)));
    }

    private void assertRefused(final Reply reply, final String error) {
        assertEquals(error, reply.text("error"), reply.body().toString());
        assertEquals("NOT_SENT", reply.text("outcome"));
        assertEquals(0, fixture.transfers.count(), "nothing may have been sent");
    }

    @Test
    void shouldHashAWithdrawalAsOthersDo() {
        final SignedWithdrawal asked =
                new SignedWithdrawal("w-1", ALICE, "USDT", "100.50", TO, 1_767_225_600_000L, 5_000);
        assertEquals(
                "9d57c16e9f1f85287544c09709db0f24a4d18fb850d46cc8afbfb7cb5762e1fa",
                HexFormat.of().formatHex(DOMAIN.digest(asked)));
    }

    @Test
    void shouldTakeTheSignatureOfTheUsersWallet() {
        final Reply reply = signed(withdrawal("w-1", "100.50"));
        assertEquals(200, reply.status(), reply.body().toString());
        assertEquals("100.50", reply.text("amount"));
        assertEquals(TO, reply.text("address"));
        assertEquals(1, fixture.transfers.count());
    }

    @Test
    void shouldPayOnceWhatIsSentAgain() {
        final SignedWithdrawal asked = withdrawal("w-1", "100.50");
        final String signature = wallet.sign(DOMAIN.digest(asked));
        assertEquals(200, send(asked, wallet, signature).status());
        final Reply again = send(asked, wallet, signature);
        assertEquals(200, again.status());
        assertEquals("true", again.header("Idempotent-Replayed"));
        assertEquals(1, fixture.transfers.count());
    }

    @Test
    void shouldRefuseASignatureThatIsUsedForAnythingElse() {
        final SignedWithdrawal asked = withdrawal("w-1", "1.00");
        final String signature = wallet.sign(DOMAIN.digest(asked));
        final long at = asked.timestampMs();
        final List<SignedWithdrawal> others = List.of(
                new SignedWithdrawal("w-2", ALICE, "USDT", "1.00", TO, at, WINDOW_MS),
                new SignedWithdrawal("w-1", BOB, "USDT", "1.00", TO, at, WINDOW_MS),
                new SignedWithdrawal("w-1", ALICE, "BTC", "1.00", TO, at, WINDOW_MS),
                new SignedWithdrawal("w-1", ALICE, "USDT", "9.00", TO, at, WINDOW_MS),
                new SignedWithdrawal("w-1", ALICE, "USDT", "1.00", OTHER_VAULT, at, WINDOW_MS),
                new SignedWithdrawal("w-1", ALICE, "USDT", "1.00", TO, at + 1, WINDOW_MS),
                new SignedWithdrawal("w-1", ALICE, "USDT", "1.00", TO, at, WINDOW_MS - 1));
        others.forEach(other -> assertRefused(send(other, wallet, signature), "BAD_SIGNATURE"));
    }

    @Test
    void shouldRefuseASignatureThatIsReplayedBehindItsWindow() {
        final SignedWithdrawal old = new SignedWithdrawal(
                "w-1", ALICE, "USDT", "1.00", TO, System.currentTimeMillis() - WINDOW_MS - 1_000, WINDOW_MS);
        assertRefused(signed(old), "TIMESTAMP_SKEW");
        final SignedWithdrawal early = new SignedWithdrawal(
                "w-1", ALICE, "USDT", "1.00", TO, System.currentTimeMillis() + WINDOW_MS, WINDOW_MS);
        assertRefused(signed(early), "TIMESTAMP_SKEW");
        final SignedWithdrawal wide =
                new SignedWithdrawal("w-1", ALICE, "USDT", "1.00", TO, System.currentTimeMillis(), 86_400_000);
        assertRefused(signed(wide), "BAD_FORMAT");
    }

    @Test
    void shouldRefuseAForgedSignature() {
        final SignedWithdrawal asked = withdrawal("w-1", "1.00");
        assertRefused(send(asked, wallet, stranger.sign(DOMAIN.digest(asked))), "BAD_SIGNATURE");
        assertRefused(send(asked, stranger, stranger.sign(DOMAIN.digest(asked))), "BAD_KEY");
        final String signature = wallet.sign(DOMAIN.digest(asked));
        for (int i = 2; i < signature.length(); i++) {
            final char other = signature.charAt(i) == '0' ? '1' : '0';
            final String forged = signature.substring(0, i) + other + signature.substring(i + 1);
            assertRefused(send(asked, wallet, forged), "BAD_SIGNATURE");
        }
    }

    @Test
    void shouldRefuseTheTwinOfASignature() {
        final SignedWithdrawal asked = withdrawal("w-1", "1.00");
        final String signature = wallet.sign(DOMAIN.digest(asked));
        assertNotEquals(signature, TestWallet.twin(signature));
        assertRefused(send(asked, wallet, TestWallet.twin(signature)), "BAD_SIGNATURE");
    }

    @Test
    void shouldRefuseWhatWasSignedForAnotherDomain() {
        final SignedWithdrawal asked = withdrawal("w-1", "1.00");
        final List<Eip712> others = List.of(
                new Eip712("Millrace", 1, VAULT),
                new Eip712("Millrace", CHAIN_ID, OTHER_VAULT),
                new Eip712("Mi11race", CHAIN_ID, VAULT));
        others.forEach(other -> assertRefused(send(asked, wallet, wallet.sign(other.digest(asked))), "BAD_SIGNATURE"));
    }

    @Test
    void shouldNotTakeARequestsSignatureForAWithdrawal() {
        final SignedWithdrawal asked = withdrawal("w-1", "1.00");
        final String body =
                "{\"requestId\":\"w-1\",\"userId\":\"1001\",\"asset\":\"USDT\",\"amount\":\"1.00\",\"address\":\"" + TO
                        + "\"}";
        final byte[] canonical = KeyCallers.canonical(
                        asked.timestampMs(), WINDOW_MS, "POST", "/withdrawals", body.getBytes(StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        assertRefused(send(asked, wallet, wallet.sign(DOMAIN.digest(canonical))), "BAD_SIGNATURE");
    }

    @Test
    void shouldRefuseAWalletThatMayNot() {
        register(stranger, BOB, List.of("READ"));
        final SignedWithdrawal asked =
                new SignedWithdrawal("w-1", BOB, "USDT", "1.00", TO, System.currentTimeMillis(), WINDOW_MS);
        assertRefused(send(asked, stranger, stranger.sign(DOMAIN.digest(asked))), "NO_PERMISSION");
        final SignedWithdrawal others =
                new SignedWithdrawal("w-1", BOB, "USDT", "1.00", TO, System.currentTimeMillis(), WINDOW_MS);
        assertRefused(signed(others), "NO_PERMISSION");
    }
}
