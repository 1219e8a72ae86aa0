package io.millrace.chain;

import io.millrace.chain.node.Anvil;
import io.millrace.chain.node.ContractFiles;
import io.millrace.chain.node.NodeRefusal;
import io.millrace.chain.node.RpcClient;
import io.millrace.chain.node.VaultCalls;
import io.millrace.chain.vault.Signer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.utils.Numeric;

/** A real EVM node with the vault and two tokens on it, and accounts that the node signs for. */
final class DevChain implements AutoCloseable {
    static final long CHAIN_ID = 31337;
    /** Accounts of the node's: owner, operator, then depositors. */
    static final String OWNER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    static final String OPERATOR = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    static final String OPERATOR_KEY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    static final String DEPOSITOR = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
    static final String STRANGER = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    final Anvil anvil;
    final RpcClient rpc;
    final String vault;
    /** Opened once: a key file is slow to open on purpose. */
    final Signer signer;

    final String usdt;
    final String btc;

    DevChain() {
        anvil = Anvil.start(Path.of("."), 0, List.of("--timestamp", "1767225600"));
        rpc = new RpcClient(anvil.url(), TIMEOUT);
        vault = deploy(ContractFiles.creationCode("Vault", List.of(new Address(OPERATOR))));
        signer = KeyFiles.signer(OPERATOR_KEY, CHAIN_ID, vault);
        usdt = deployToken("USDT", 6, 0);
        btc = deployToken("BTC", 18, 0);
        for (final String token : List.of(usdt, btc)) {
            send(DEPOSITOR, token, VaultCalls.tokenApprove(vault, BigInteger.ONE.shiftLeft(255)), BigInteger.ZERO);
            send(DEPOSITOR, token, VaultCalls.tokenMint(DEPOSITOR, BigInteger.TEN.pow(30)), BigInteger.ZERO);
        }
    }

    String deployToken(final String symbol, final int decimals, final int feePpm) {
        return deploy(ContractFiles.creationCode(
                "TestToken", List.of(new Utf8String(symbol), new Uint8(decimals), new Uint256(feePpm))));
    }

    private String deploy(final String code) {
        return send(OWNER, null, code, BigInteger.ZERO).get("contractAddress").toString();
    }

    Object ask(final String method, final Object... parameters) {
        return rpc.ask(method, Arrays.asList(parameters));
    }

    /** Sends from an account that the node signs for; mined at once unless mining is off. */
    String submit(final String from, final String to, final String data, final BigInteger value) {
        final Map<String, String> call = new HashMap<>(
                Map.of("from", from, "data", data, "value", Numeric.encodeQuantity(value), "gas", "0x989680"));
        if (to != null) {
            call.put("to", to);
        }
        return (String) ask("eth_sendTransaction", call);
    }

    /** The receipt of a transaction that succeeded. */
    Map<?, ?> send(final String from, final String to, final String data, final BigInteger value) {
        final Map<?, ?> receipt = awaitMined(submit(from, to, data, value));
        if (receipt == null || !"0x1".equals(receipt.get("status"))) {
            throw new AssertionError("transaction failed receipt=" + receipt);
        }
        return receipt;
    }

    /** The receipt of a transaction that was sent while every transaction makes a block; null: it does not come. */
    Map<?, ?> awaitMined(final String hash) {
        final long deadlineNs = System.nanoTime() + TIMEOUT.toNanos();
        Map<?, ?> receipt = receipt(hash);
        while (receipt == null && System.nanoTime() - deadlineNs < 0) {
            Thread.yield();
            receipt = receipt(hash);
        }
        return receipt;
    }

    /** Null: not in a block. */
    Map<?, ?> receipt(final String hash) {
        return (Map<?, ?>) ask("eth_getTransactionReceipt", hash);
    }

    long gasUsed(final Map<?, ?> receipt) {
        return Numeric.toBigInt((String) receipt.get("gasUsed")).longValueExact();
    }

    /** What a call gives back. */
    String call(final String from, final String to, final String data) {
        return (String) ask("eth_call", Map.of("from", from, "to", to, "data", data), "latest");
    }

    BigInteger number(final String to, final String data) {
        return Numeric.toBigInt(call(OWNER, to, data));
    }

    /** The data that a call reverts with. */
    String refusal(final String from, final String to, final String data) {
        try {
            call(from, to, data);
        } catch (final NodeRefusal refusal) {
            return refusal.data();
        }
        throw new AssertionError("the call went through");
    }

    void mine(final int count) {
        ask("anvil_mine", Numeric.encodeQuantity(BigInteger.valueOf(count)));
    }

    @Override
    public void close() {
        rpc.close();
        anvil.close();
    }
}
