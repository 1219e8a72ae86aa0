package io.millrace.chain;

import io.millrace.chain.node.Anvil;
import io.millrace.chain.node.NodeFault;
import io.millrace.chain.node.RpcClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The node of a chain of this machine's own: a process that outlives a service that dies, and that the next one takes over. It makes a
 * block of each transaction at once, and this makes empty ones behind until it is deep enough.
 */
final class DevNode implements AutoCloseable {
    private static final String STATE_FILE = "state.json";
    private static final String PID_FILE = "node.pid";
    private static final long STARTED_WITHIN_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BLOCK_INTERVAL_MS = 500;
    private static final long STOPPED_WITHIN_SECONDS = 10;

    private final Path pidFile;
    private final RpcClient rpc;
    private final int confirmations;
    private final ScheduledExecutorService blocks = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "dev-blocks");
        thread.setDaemon(true);
        return thread;
    });

    private DevNode(final Path pidFile, final RpcClient rpc, final int confirmations) {
        this.pidFile = pidFile;
        this.rpc = rpc;
        this.confirmations = confirmations;
        blocks.scheduleWithFixedDelay(this::makeBlock, 0, BLOCK_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** Starts the node unless it runs; its state is kept in the directory. */
    static DevNode start(
            final Path module, final Path directory, final int port, final RpcClient rpc, final int confirmations) {
        final Path pidFile = directory.resolve(PID_FILE);
        try {
            Files.createDirectories(directory);
            if (!answers(rpc)) {
                final Anvil anvil = Anvil.startDetached(
                        module,
                        port,
                        List.of("--state", directory.resolve(STATE_FILE).toString(), "--state-interval", "1"));
                Files.writeString(pidFile, Long.toString(anvil.pid()));
                await(anvil, rpc);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DevNode(pidFile, rpc, confirmations);
    }

    private static void await(final Anvil anvil, final RpcClient rpc) {
        final long deadlineNs = System.nanoTime() + STARTED_WITHIN_NS;
        while (!answers(rpc)) {
            if (!anvil.isAlive() || System.nanoTime() - deadlineNs > 0) {
                anvil.close();
                throw new IllegalStateException("anvil did not start url=" + anvil.url());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static boolean answers(final RpcClient rpc) {
        try {
            rpc.ask("eth_chainId", List.of());
            return true;
        } catch (final NodeFault fault) {
            return false;
        }
    }

    private void makeBlock() {
        try {
            if (isAnyShallow()) {
                rpc.ask("anvil_mine", List.of("0x1"));
            }
        } catch (final RuntimeException fault) {
            // The node is away: the service says so, and there is nothing to make a block of.
        }
    }

    /** Whether one of the newest blocks has transactions and too few blocks on top. */
    private boolean isAnyShallow() {
        final long height = Long.decode((String) rpc.ask("eth_blockNumber", List.of()));
        for (long at = height; at > Math.max(0, height - confirmations); at--) {
            final Map<?, ?> block =
                    (Map<?, ?>) rpc.ask("eth_getBlockByNumber", List.of("0x" + Long.toHexString(at), false));
            if (block != null && !((List<?>) block.get("transactions")).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Ends the node, also one that an earlier service has started. */
    @Override
    public void close() {
        blocks.shutdownNow();
        try {
            if (Files.exists(pidFile)) {
                final long pid = Long.parseLong(Files.readString(pidFile).strip());
                ProcessHandle.of(pid).filter(DevNode::isNode).ifPresent(DevNode::stop);
                Files.delete(pidFile);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the process is a node that was started on the directory, by a service that may be dead. */
    static boolean isNodeOf(final Path directory, final ProcessHandle process) {
        final Path pidFile = directory.resolve(PID_FILE);
        try {
            return Files.exists(pidFile)
                    && Files.readString(pidFile).strip().equals(Long.toString(process.pid()))
                    && isNode(process);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number may be another process's by now. */
    private static boolean isNode(final ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("anvil"))
                .isPresent();
    }

    private static void stop(final ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final Exception late) {
            process.destroyForcibly();
        }
    }
}
