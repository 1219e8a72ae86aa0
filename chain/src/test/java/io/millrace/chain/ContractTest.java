package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.chain.node.VaultCalls;
import io.millrace.chain.node.VaultError;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vault on a real EVM. */
class ContractTest {
    private static DevChain chain;

    @BeforeAll
    static void start() {
        NodePackages.require();
        chain = new DevChain();
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    private static BigInteger big(final long value) {
        return BigInteger.valueOf(value);
    }

    private static void deposit(final String token, final long user, final long amount) {
        if (token.equals(VaultCalls.NATIVE)) {
            chain.send(DevChain.DEPOSITOR, chain.vault, VaultCalls.depositNative(user), big(amount));
        } else {
            chain.send(
                    DevChain.DEPOSITOR,
                    chain.vault,
                    VaultCalls.depositToken(token, user, big(amount)),
                    BigInteger.ZERO);
        }
    }

    private static BigInteger balance(final String token, final long user) {
        return chain.number(chain.vault, VaultCalls.balanceOf(token, user));
    }

    private static VaultError refusal(final String from, final String data) {
        return VaultError.of(chain.refusal(from, chain.vault, data));
    }

    private static SortedMap<String, SortedMap<Long, BigInteger>> legs(
            final String token, final long from, final long to, final long given, final long taken) {
        return new TreeMap<>(Map.of(token, new TreeMap<>(Map.of(from, big(-given), to, big(taken)))));
    }

    private static long nextBatch() {
        return chain.number(chain.vault, VaultCalls.lastBatchId()).longValueExact() + 1;
    }

    @Test
    void shouldCompileToTheCommittedBytes() throws IOException, InterruptedException {
        final Process process = new ProcessBuilder("node", "compile.js", "--check")
                .directory(Path.of("contracts").toFile())
                .redirectErrorStream(true)
                .start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    @Test
    void shouldTakeCoinAndTokensAndPayThemOutOnce() {
        long nonce = 0;
        for (final String token : List.of(VaultCalls.NATIVE, chain.usdt)) {
            deposit(token, 11, 1_000);
            final String pay = VaultCalls.withdraw(token, 11, ++nonce, DevChain.STRANGER, big(400));
            chain.send(DevChain.OPERATOR, chain.vault, pay, BigInteger.ZERO);
            assertEquals(big(600), balance(token, 11));
            assertEquals(VaultError.ALREADY_PAID, refusal(DevChain.OPERATOR, pay));
            final String tooMuch = VaultCalls.withdraw(token, 11, ++nonce, DevChain.STRANGER, big(601));
            assertEquals(VaultError.INSUFFICIENT_BALANCE, refusal(DevChain.OPERATOR, tooMuch));
            final String rest = VaultCalls.withdraw(token, 11, nonce, DevChain.STRANGER, big(600));
            chain.send(DevChain.OPERATOR, chain.vault, rest, BigInteger.ZERO);
            assertEquals(BigInteger.ZERO, balance(token, 11));
        }
        assertEquals(big(1_000), chain.number(chain.usdt, VaultCalls.tokenBalanceOf(DevChain.STRANGER)));
    }

    @Test
    void shouldCreditWhatArrivesOfATokenThatKeepsAFee() {
        final String greedy = chain.deployToken("FEE", 6, 10_000);
        chain.send(DevChain.DEPOSITOR, greedy, VaultCalls.tokenMint(DevChain.DEPOSITOR, big(10_000)), BigInteger.ZERO);
        chain.send(DevChain.DEPOSITOR, greedy, VaultCalls.tokenApprove(chain.vault, big(10_000)), BigInteger.ZERO);
        deposit(greedy, 12, 10_000);
        assertEquals(big(9_900), balance(greedy, 12));
    }

    @Test
    void shouldMoveABatchWholeOrNotAtAll() {
        deposit(chain.usdt, 21, 500);
        final long next = nextBatch();
        final String sound = VaultCalls.settleBatch(next, legs(chain.usdt, 21, 22, 300, 300));
        assertEquals(
                VaultError.BAD_BATCH_ID,
                refusal(DevChain.OPERATOR, VaultCalls.settleBatch(next + 1, legs(chain.usdt, 21, 22, 300, 300))));
        assertEquals(
                VaultError.NOT_BALANCED,
                refusal(DevChain.OPERATOR, VaultCalls.settleBatch(next, legs(chain.usdt, 21, 22, 300, 299))));
        assertEquals(
                VaultError.INSUFFICIENT_BALANCE,
                refusal(DevChain.OPERATOR, VaultCalls.settleBatch(next, legs(chain.usdt, 21, 22, 501, 501))));
        assertEquals(VaultError.NOT_OPERATOR, refusal(DevChain.STRANGER, sound));
        chain.send(DevChain.OPERATOR, chain.vault, sound, BigInteger.ZERO);
        assertEquals(big(200), balance(chain.usdt, 21));
        assertEquals(big(300), balance(chain.usdt, 22));
        assertEquals(VaultError.BAD_BATCH_ID, refusal(DevChain.OPERATOR, sound));
    }

    @Test
    void shouldRefuseWhatNobodyMayDo() {
        deposit(VaultCalls.NATIVE, 31, 100);
        final String pay = VaultCalls.withdraw(VaultCalls.NATIVE, 31, 1, DevChain.STRANGER, big(1));
        assertEquals(VaultError.NOT_OPERATOR, refusal(DevChain.OWNER, pay));
        assertEquals(VaultError.NOT_OWNER, refusal(DevChain.OPERATOR, VaultCalls.setPaused(true)));
        assertEquals(VaultError.BAD_USER, refusal(DevChain.DEPOSITOR, VaultCalls.depositToken(chain.usdt, 0, big(1))));
        assertEquals(VaultError.BAD_AMOUNT, refusal(DevChain.DEPOSITOR, VaultCalls.depositNative(31)));
        assertEquals(
                VaultError.TRANSFER_FAILED,
                refusal(DevChain.STRANGER, VaultCalls.depositToken(chain.usdt, 31, big(1))));
        assertEquals(
                VaultError.BAD_RECEIVER,
                refusal(DevChain.OPERATOR, VaultCalls.withdraw(VaultCalls.NATIVE, 31, 1, chain.vault, big(1))));
        chain.send(DevChain.OWNER, chain.vault, VaultCalls.setPaused(true), BigInteger.ZERO);
        assertEquals(VaultError.IS_PAUSED, refusal(DevChain.OPERATOR, pay));
        assertEquals(VaultError.IS_PAUSED, refusal(DevChain.DEPOSITOR, VaultCalls.depositNative(31)));
        chain.send(DevChain.OWNER, chain.vault, VaultCalls.setPaused(false), BigInteger.ZERO);
        chain.send(DevChain.OPERATOR, chain.vault, pay, BigInteger.ZERO);
    }

    @Test
    void shouldSettleALegForAboutAsMuchGasAsTheDocumentSays() {
        final SortedMap<Long, BigInteger> users = new TreeMap<>();
        for (long user = 1_000; user < 1_100; user += 2) {
            deposit(chain.usdt, user, 10);
            deposit(chain.usdt, user + 1, 10);
            users.put(user, big(-1));
            users.put(user + 1, big(1));
        }
        final SortedMap<String, SortedMap<Long, BigInteger>> legs = new TreeMap<>();
        legs.put(chain.usdt, users);
        final long gas = chain.gasUsed(
                chain.send(DevChain.OPERATOR, chain.vault, VaultCalls.settleBatch(nextBatch(), legs), BigInteger.ZERO));
        System.out.println("legs=100 gas=" + gas + " gas_per_leg=" + gas / 100);
        assertTrue(gas / 100 < 12_000, "gas=" + gas);
    }
}
