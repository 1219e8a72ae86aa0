package io.millrace.exchange;

import io.millrace.chain.DevNet;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pays into the vault of the chain that {@code up --chain} has started. */
@Command(
        name = "deposit",
        description = "Pays an amount into the vault of the chain that up --chain has started.",
        mixinStandardHelpOptions = true)
final class DepositCommand implements Callable<Integer> {
    private static final int BLOCKS_BEHIND = 3;

    @Parameters(index = "0", paramLabel = "USER", description = "Who gets it: the user's id.")
    private long userId;

    @Parameters(index = "1", paramLabel = "ASSET", description = "Its symbol: USDT.")
    private String asset;

    @Parameters(index = "2", paramLabel = "AMOUNT", description = "Decimal, like 100.50.")
    private BigDecimal amount;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "That of up. Default: ${DEFAULT-VALUE}")
    private Path dataDir;

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "8545",
            description = "Of the chain's node. Default: ${DEFAULT-VALUE}")
    private int port;

    @Override
    public Integer call() {
        Logging.quiet();
        final Path chainDir = dataDir.resolve("chain");
        if (!DevNet.isIn(chainDir)) {
            System.err.println("millrace: no chain was ever started in directory=" + chainDir
                    + ": start one by 'millrace up --chain', or name that one's --data-dir");
            return ExitCodes.FAILED;
        }
        try (DevNet net = DevNet.attach(chainDir, port)) {
            final String hash = net.deposit(userId, asset, amount);
            net.mine(BLOCKS_BEHIND);
            System.out.println("deposited user=" + userId + " asset=" + asset + " amount=" + amount.toPlainString()
                    + " transaction=" + hash);
        }
        return ExitCodes.OK;
    }
}
