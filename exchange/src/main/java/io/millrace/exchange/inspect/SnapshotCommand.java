package io.millrace.exchange.inspect;

import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolException;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.journal.FileStorage;
import io.millrace.ubscore.CoreReplay;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.recovery.ArchiveReader;
import io.millrace.ubscore.recovery.CorruptRecordingException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace snapshot}. */
@Command(
        name = "snapshot",
        description = "Makes, checks and compares snapshots: create, verify, diff.",
        footer = {
            "",
            "  millrace snapshot create before.bin --at 1000",
            "  millrace snapshot create after.bin",
            "  millrace snapshot diff before.bin after.bin",
            "  millrace snapshot verify"
        },
        subcommands = {SnapshotCommand.Create.class, SnapshotCommand.Verify.class, SnapshotCommand.Diff.class},
        mixinStandardHelpOptions = true)
public final class SnapshotCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do:");
    }

    /** UBSCore's state at a sequence, as canonical bytes. */
    @Command(
            name = "create",
            description =
                    "Writes UBSCore's state at a core sequence to a file, replayed from its log; equal states give"
                            + " equal files. Leaves the exchange alone.",
            mixinStandardHelpOptions = true)
    static final class Create extends ToolCommand {
        @Parameters(paramLabel = "FILE", description = "To write; must not exist.")
        private Path file;

        @Option(names = "--at", paramLabel = "SEQ", description = "Core sequence. Default: the end of the log.")
        private long sequence = Long.MAX_VALUE;

        @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
        private int shard;

        @Override
        protected int run(final Place place) {
            final BalanceCore core = place.ubscoreNode(shard).coreAt(sequence);
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                core.writeSnapshot((buffer, offset, length) -> {
                    final byte[] bytes = new byte[length];
                    buffer.getBytes(offset, bytes);
                    write(out, bytes);
                });
            } catch (final IOException e) {
                throw new UncheckedIOException("snapshot can't be written file=" + file, e);
            }
            final byte[] hash = new byte[32];
            core.stateHash(hash);
            out().println("core-sequence=" + core.coreSequence() + " state-hash="
                    + HexFormat.of().formatHex(hash) + " file=" + file);
            return ToolExit.EQUAL;
        }

        private static void write(final OutputStream out, final byte[] bytes) {
            try {
                out.write(bytes);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether all snapshots can be loaded. */
    @Command(
            name = "verify",
            description =
                    "Loads every snapshot of UBSCore and checks every one of the lanes. That they are the states that the"
                            + " logs give is audit's to say.",
            mixinStandardHelpOptions = true)
    static final class Verify extends ToolCommand {
        private boolean whole = true;

        @Override
        protected int run(final Place place) {
            for (int shard = 0; shard < place.shards(); shard++) {
                place.ubscoreNodes(shard).forEach(this::verify);
            }
            for (int lane = 0; lane < place.lanes(); lane++) {
                if (Files.isDirectory(place.laneDir(lane))) {
                    final SnapshotStore store = new SnapshotStore(FileStorage.of(place.laneDir(lane)));
                    for (final long sequence : store.sequences()) {
                        report(
                                store.read(sequence) != null,
                                "lane=" + lane + " output-sequence=" + sequence,
                                "checksum does not match");
                    }
                }
            }
            return whole ? ToolExit.EQUAL : ToolExit.MISMATCH;
        }

        private void verify(final Place.UbscoreNode node) {
            for (final ArchiveReader.Snapshot snapshot : new ArchiveReader(node.dataDir()).snapshots()) {
                final String where = "ubscore directory=" + node.dataDir() + " recording=" + snapshot.recordingId()
                        + " log-position=" + snapshot.logPosition();
                try {
                    final CoreReplay replay = new CoreReplay(node.config(), node.dataDir());
                    replay.load(snapshot);
                    replay.core().verify();
                    report(true, where + " core-sequence=" + replay.core().coreSequence(), "");
                } catch (final CorruptRecordingException | BreachException e) {
                    report(false, where, e.getMessage());
                }
            }
        }

        private void report(final boolean good, final String where, final String why) {
            whole &= good;
            out().println((good ? "ok  " : "BAD ") + where + (good ? "" : " " + why));
        }
    }

    /** Two states. */
    @Command(
            name = "diff",
            description = "Compares two files of snapshot create: every account whose balances or open orders differ.",
            mixinStandardHelpOptions = true)
    static final class Diff extends ToolCommand {
        @Parameters(index = "0", paramLabel = "LEFT", description = "A file of snapshot create.")
        private Path left;

        @Parameters(index = "1", paramLabel = "RIGHT", description = "Another.")
        private Path right;

        @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
        private int shard;

        @Override
        protected int run(final Place place) {
            final BalanceCore lefts = load(place, left);
            final BalanceCore rights = load(place, right);
            out().println("core-sequence " + lefts.coreSequence() + " | " + rights.coreSequence());
            final Set<Long> accounts = new LinkedHashSet<>();
            lefts.accounts(accounts::add);
            rights.accounts(accounts::add);
            int differing = 0;
            for (final long account : accounts) {
                final List<String> was = describe(lefts, account);
                final List<String> is = describe(rights, account);
                if (!was.equals(is)) {
                    differing++;
                    out().println("account=" + account);
                    was.stream().filter(line -> !is.contains(line)).forEach(line -> out().println("  - " + line));
                    is.stream().filter(line -> !was.contains(line)).forEach(line -> out().println("  + " + line));
                }
            }
            out().println("accounts=" + accounts.size() + " differing=" + differing);
            return differing == 0 && lefts.coreSequence() == rights.coreSequence() ? ToolExit.EQUAL : ToolExit.MISMATCH;
        }

        private BalanceCore load(final Place place, final Path file) {
            try {
                final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file));
                final BalanceCore core =
                        CoreReplay.emptyCore(place.ubscoreNode(shard).config());
                core.loadSnapshot(bytes, 0, bytes.capacity());
                core.endSnapshot();
                return core;
            } catch (final IOException e) {
                throw ToolException.usage("snapshot can't be read file=" + file + " error=" + e.getMessage());
            } catch (final BreachException e) {
                throw ToolException.mismatch("snapshot is not whole file=" + file + ": " + e.getMessage(), e);
            }
        }

        private static List<String> describe(final BalanceCore core, final long account) {
            final List<String> lines = new ArrayList<>();
            final Map<Integer, String> balances = new TreeMap<>();
            final long sequence = core.balances(
                    account,
                    (asset, available, held) ->
                            balances.put(asset, "asset-id=" + asset + " available=" + available + " held=" + held));
            lines.add("account-sequence=" + sequence);
            lines.addAll(balances.values());
            core.openOrders(
                    account,
                    0,
                    0,
                    Integer.MAX_VALUE,
                    order -> lines.add("order=" + order.orderId + " side=" + order.side + " price=" + order.price
                            + " quantity=" + order.quantity + " filled=" + order.filledQuantity + " hold="
                            + order.hold));
            return lines;
        }
    }
}
