package io.millrace.chain;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.millrace.chain.node.ContractFiles;
import io.millrace.chain.node.KeySigner;
import io.millrace.chain.node.RpcClient;
import io.millrace.chain.node.VaultCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * A chain of this machine's own for trying things out: a node in a process of its own, the vault, a token for each asset, and an
 * account that has plenty of them. Its keys are known to everyone. What it deployed stands in a file, so that a later start finds it.
 */
public final class DevNet implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DevNet.class);
    private static final String SECTION = "millrace.chain.dev.";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long MINED_WITHIN_NS = 20_000_000_000L;
    private static final String FILE = "deployed.conf";
    private static final String KEY_FILE = "operator.json";
    private static final String KEY_PASSWORD = "known to everyone";
    /** Accounts of the node's that it signs for. */
    private static final String OWNER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    private static final String OPERATOR = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final String OPERATOR_KEY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    private static final String DEPOSITOR = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";

    private final Path directory;
    private final RpcClient rpc;
    /** Null: the network is another process's. */
    private final DevNode node;

    private DevNet(final Path directory, final RpcClient rpc, final DevNode node) {
        this.directory = directory;
        this.rpc = rpc;
        this.node = node;
    }

    static boolean isWanted(final Config config) {
        return config.getBoolean(SECTION + "enabled");
    }

    /** Starts the node unless it runs, and deploys unless that was done. */
    static DevNet start(final Config config) {
        final Path directory = Path.of(config.getString(SECTION + "data-dir"));
        final int port = config.getInt(SECTION + "port");
        final RpcClient rpc = new RpcClient("http://127.0.0.1:" + port, TIMEOUT);
        final DevNode node = DevNode.start(
                Path.of(config.getString(SECTION + "module-dir")),
                directory,
                port,
                rpc,
                config.getInt("millrace.chain.confirmations"));
        final DevNet net = new DevNet(directory, rpc, node);
        if (!net.isDeployed()) {
            net.deploy(config);
        }
        return net;
    }

    /** The network that a running service has started. */
    public static DevNet attach(final Path directory, final int port) {
        return new DevNet(directory, new RpcClient("http://127.0.0.1:" + port, TIMEOUT), null);
    }

    /** Whether a service has made a network whose files are in the directory. */
    public static boolean isIn(final Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** Whether the process is the node of the network of this configuration: it outlives a service that is killed. */
    public static boolean isNodeOf(final Config config, final ProcessHandle process) {
        return DevNode.isNodeOf(Path.of(config.getString(SECTION + "data-dir")), process);
    }

    private Config deployed() {
        return ConfigFactory.parseFile(directory.resolve(FILE).toFile());
    }

    private boolean isDeployed() {
        return Files.exists(directory.resolve(FILE))
                && !"0x"
                        .equals(rpc.ask(
                                "eth_getCode", List.of(deployed().getString("millrace.chain.vault"), "latest")));
    }

    private void deploy(final Config config) {
        final String vault = create(ContractFiles.creationCode("Vault", List.of(new Address(OPERATOR))));
        final List<Map<String, Object>> tokens = new ArrayList<>();
        for (final Config asset : config.getConfigList("millrace.ubscore.genesis.assets")) {
            final int scale = asset.getInt("scale");
            final int decimals = scale == 8 ? 18 : scale;
            final String token = create(ContractFiles.creationCode(
                    "TestToken",
                    List.of(new Utf8String(asset.getString("symbol")), new Uint8(decimals), new Uint256(0))));
            send(DEPOSITOR, token, VaultCalls.tokenMint(DEPOSITOR, BigInteger.TEN.pow(decimals + 9)));
            send(DEPOSITOR, token, VaultCalls.tokenApprove(vault, BigInteger.ONE.shiftLeft(255)));
            tokens.add(Map.of(
                    "asset", asset.getString("symbol"),
                    "asset-id", asset.getInt("id"),
                    "scale", scale,
                    "token", token,
                    "decimals", decimals));
        }
        final Map<String, Object> found = new HashMap<>();
        found.put("millrace.chain.vault", vault);
        found.put("millrace.chain.tokens", tokens);
        found.put("millrace.chain.key-file", directory.resolve(KEY_FILE).toString());
        found.put("millrace.chain.key-password", KEY_PASSWORD);
        found.put("millrace.chain.endpoints", List.of(rpc.url()));
        keep(ConfigFactory.parseMap(found));
        LOGGER.info("deployed vault={} tokens={}", vault, tokens);
    }

    private void keep(final Config found) {
        try {
            KeySigner.write(directory.resolve(KEY_FILE), OPERATOR_KEY, KEY_PASSWORD);
            Files.writeString(
                    directory.resolve(FILE),
                    found.root().render(ConfigRenderOptions.defaults().setOriginComments(false)));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings with what was deployed before. */
    static Config found(final Config config) {
        return ConfigFactory.parseFile(Path.of(config.getString(SECTION + "data-dir"))
                        .resolve(FILE)
                        .toFile())
                .withFallback(config);
    }

    /** The settings of the service, with what was deployed. */
    Config over(final Config config) {
        return deployed().withFallback(config);
    }

    /** Pays an amount of an asset into the vault for a user; returns the transaction's hash. */
    public String deposit(final long userId, final String asset, final BigDecimal amount) {
        final Config found = deployed();
        for (final Config token : found.getConfigList("millrace.chain.tokens")) {
            if (token.getString("asset").equals(asset)) {
                final BigInteger units =
                        amount.movePointRight(token.getInt("decimals")).toBigIntegerExact();
                return (String) send(
                                DEPOSITOR,
                                found.getString("millrace.chain.vault"),
                                VaultCalls.depositToken(token.getString("token"), userId, units))
                        .get("transactionHash");
            }
        }
        throw new IllegalArgumentException("asset is no token of this chain asset=" + asset);
    }

    /** What an address has of an asset, in whole coins. */
    public BigDecimal holding(final String asset, final String holder) {
        for (final Config token : deployed().getConfigList("millrace.chain.tokens")) {
            if (token.getString("asset").equals(asset)) {
                return amount(token, token.getString("token"), VaultCalls.tokenBalanceOf(holder));
            }
        }
        throw new IllegalArgumentException("asset is no token of this chain asset=" + asset);
    }

    /** What the vault has on its books for a user, in whole coins. */
    public BigDecimal booked(final String asset, final long userId) {
        final Config found = deployed();
        for (final Config token : found.getConfigList("millrace.chain.tokens")) {
            if (token.getString("asset").equals(asset)) {
                return amount(
                        token,
                        found.getString("millrace.chain.vault"),
                        VaultCalls.balanceOf(token.getString("token"), userId));
            }
        }
        throw new IllegalArgumentException("asset is no token of this chain asset=" + asset);
    }

    private BigDecimal amount(final Config token, final String to, final String data) {
        final Object word = rpc.ask("eth_call", List.of(Map.of("to", to, "data", data), "latest"));
        return new BigDecimal(new BigInteger(word.toString().substring(2), 16), token.getInt("decimals"));
    }

    /** Gas that a transaction has used. */
    public long gasUsed(final String hash) {
        final Map<?, ?> receipt = (Map<?, ?>) rpc.ask("eth_getTransactionReceipt", List.of(hash));
        return Long.decode((String) receipt.get("gasUsed"));
    }

    /** Makes empty blocks. */
    public void mine(final int count) {
        rpc.ask("anvil_mine", List.of("0x" + Integer.toHexString(count)));
    }

    private String create(final String code) {
        return send(OWNER, null, code).get("contractAddress").toString();
    }

    private Map<?, ?> send(final String from, final String to, final String data) {
        final Map<String, String> call = new HashMap<>(Map.of("from", from, "data", data, "gas", "0x989680"));
        if (to != null) {
            call.put("to", to);
        }
        final Object hash = rpc.ask("eth_sendTransaction", List.of(call));
        final long deadlineNs = System.nanoTime() + MINED_WITHIN_NS;
        while (System.nanoTime() - deadlineNs < 0) {
            if (rpc.ask("eth_getTransactionReceipt", List.of(hash)) instanceof Map<?, ?> receipt) {
                if (!"0x1".equals(receipt.get("status"))) {
                    throw new IllegalStateException("transaction failed hash=" + hash);
                }
                return receipt;
            }
            Thread.yield();
        }
        throw new IllegalStateException("transaction is in no block hash=" + hash);
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        rpc.close();
    }
}
