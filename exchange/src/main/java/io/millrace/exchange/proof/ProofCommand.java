package io.millrace.exchange.proof;

import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.ProofRecordedDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace proof}. */
@Command(
        name = "proof",
        description = "Proof of liabilities: what is owed to all users, provable to each of them.",
        footer = {
            "",
            "  millrace proof record                puts the hash over all balances, as they are now, into UBSCore's log",
            "  millrace proof list                  the hashes on record, out of balance.events",
            "  millrace proof show --at SEQ         the statement for everybody: the sum of each asset",
            "  millrace proof user 1001 --at SEQ    one user's proof; give it to that user alone",
            "  millrace proof publish --at SEQ      all of them, for the gateway to give to each user: /api/v1/liabilities/proof",
            "  millrace proof verify FILE TOP       checks a proof, as anyone can without us: java ProofVerifier.java FILE TOP",
            "",
            "Salts follow from DATA/proof.secret, which is made at the first use: who has it can guess balances, and without it",
            "no proof under an older record can be made again. Keep it."
        },
        subcommands = {
            ProofCommand.Record.class,
            ProofCommand.ListRecords.class,
            ProofCommand.Show.class,
            ProofCommand.User.class,
            ProofCommand.Publish.class,
            ProofCommand.Verify.class
        },
        mixinStandardHelpOptions = true)
public final class ProofCommand implements Runnable {
    private static final int SECRET_LENGTH = 32;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do:");
    }

    /** Balances as they were at a sequence; Long.MAX_VALUE: as they are now. */
    static Liabilities liabilities(final Place place, final int shard, final long sequence) {
        return new Liabilities(shard, place.ubscoreNode(shard).coreAt(sequence), secret(place));
    }

    private static byte[] secret(final Place place) {
        final Path file = place.run().dataDir().resolve("proof.secret");
        try {
            if (!Files.exists(file)) {
                final byte[] secret = new byte[SECRET_LENGTH];
                new SecureRandom().nextBytes(secret);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, HexFormat.of().formatHex(secret), StandardOpenOption.SYNC);
            }
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (final IOException e) {
            throw new UncheckedIOException("secret can't be read file=" + file, e);
        }
    }

    /** Puts a hash on record. */
    @Command(
            name = "record",
            description = "Puts the hash over all balances, as they are now, into UBSCore's log and balance.events.",
            mixinStandardHelpOptions = true)
    static final class Record extends ToolCommand {
        @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
        private int shard;

        @Override
        protected int run(final Place place) {
            final Liabilities liabilities = liabilities(place, shard, Long.MAX_VALUE);
            final long sequence =
                    ProofRecorder.record(place.config(), shard, liabilities.coreSequence(), liabilities.top());
            final Map<String, Object> statement = liabilities.statement();
            statement.put("recordedAtCoreSequence", sequence);
            out().println(Json.pretty(statement));
            return ToolExit.EQUAL;
        }
    }

    /** Hashes on record. */
    @Command(name = "list", description = "Lists the hashes on record.", mixinStandardHelpOptions = true)
    static final class ListRecords extends ToolCommand {
        @Override
        protected int run(final Place place) {
            final MessageHeaderDecoder header = new MessageHeaderDecoder();
            final ProofRecordedDecoder recorded = new ProofRecordedDecoder();
            final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
            try (TopicSource topics = place.topics()) {
                topics.read(
                        Topics.BALANCE_EVENTS,
                        0,
                        topics.startOffset(Topics.BALANCE_EVENTS, 0),
                        Long.MAX_VALUE,
                        record -> {
                            buffer.wrap(record.value());
                            header.wrap(buffer, 0);
                            if (header.templateId() == ProofRecordedDecoder.TEMPLATE_ID) {
                                recorded.wrapAndApplyHeader(buffer, 0, header);
                                print(record.offset(), recorded);
                            }
                            return true;
                        });
            }
            return ToolExit.EQUAL;
        }

        private void print(final long offset, final ProofRecordedDecoder recorded) {
            final byte[] top = new byte[SumNode.HASH_LENGTH];
            recorded.getTop(top, 0, top.length);
            final Map<String, Object> line = new LinkedHashMap<>();
            line.put("offset", offset);
            line.put("shard", recorded.stamp().shard());
            line.put("recordedAtCoreSequence", recorded.stamp().coreSequence());
            line.put("coreSequence", recorded.proofSequence());
            line.put("top", HexFormat.of().formatHex(top));
            out().println(json() ? Json.line(line) : line.toString());
        }
    }

    /** For everybody. */
    @Command(
            name = "show",
            description = "The statement for everybody: sum and root of each asset.",
            mixinStandardHelpOptions = true)
    static final class Show extends ToolCommand {
        @Option(names = "--at", paramLabel = "SEQ", description = "Core sequence. Default: the end of the log.")
        private long sequence = Long.MAX_VALUE;

        @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
        private int shard;

        @Override
        protected int run(final Place place) {
            out().println(Json.pretty(liabilities(place, shard, sequence).statement()));
            return ToolExit.EQUAL;
        }
    }

    /** For one user. */
    @Command(
            name = "user",
            description = "One user's proof that their balances are counted in.",
            mixinStandardHelpOptions = true)
    static final class User extends ToolCommand {
        @Parameters(paramLabel = "USER", description = "The user.")
        private long user;

        @Option(names = "--at", paramLabel = "SEQ", description = "Core sequence. Default: the end of the log.")
        private long sequence = Long.MAX_VALUE;

        @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
        private int shard;

        @Override
        protected int run(final Place place) {
            out().println(Json.pretty(liabilities(place, shard, sequence).proof(user)));
            return ToolExit.EQUAL;
        }
    }

    /** For the gateway to give away. */
    @Command(
            name = "publish",
            description = "Writes the statement and every user's proof to where the gateway reads them: GET"
                    + " /api/v1/liabilities, and GET /api/v1/liabilities/proof for who asks.",
            mixinStandardHelpOptions = true)
    static final class Publish extends ToolCommand {
        @Option(names = "--at", paramLabel = "SEQ", required = true, description = "A core sequence on record.")
        private long sequence;

        @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
        private int shard;

        @Override
        protected int run(final Place place) {
            final Path directory = Path.of(place.config().getString("millrace.gateway.proof-dir"));
            final Liabilities liabilities = liabilities(place, shard, sequence);
            try {
                Files.createDirectories(directory);
                for (final long user : liabilities.users()) {
                    write(directory.resolve("user-" + user + ".json"), liabilities.proof(user));
                }
                write(directory.resolve("statement.json"), liabilities.statement());
            } catch (final IOException e) {
                throw new UncheckedIOException("proofs can't be written directory=" + directory, e);
            }
            err().println("published users=" + liabilities.users().size() + " directory=" + directory);
            return ToolExit.EQUAL;
        }

        private static void write(final Path file, final Map<String, Object> value) throws IOException {
            final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temporary, Json.pretty(value) + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** As anyone can. */
    @Command(
            name = "verify",
            description = "Checks a proof against a hash on record. Needs no exchange.",
            footer = {"", "Ends with 0 if the proof holds, 1 if not, 2 if the file can't be read."},
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "FILE", description = "The proof.")
        private Path file;

        @Parameters(index = "1", paramLabel = "TOP", description = "The hash on record, hexadecimal.")
        private String top;

        @Override
        public Integer call() {
            try {
                final String fault = ProofVerifier.verify(Files.readString(file), top);
                spec.commandLine()
                        .getOut()
                        .println(fault == null ? "the proof holds" : "THE PROOF DOES NOT HOLD: " + fault);
                return fault == null ? ToolExit.EQUAL : ToolExit.MISMATCH;
            } catch (final IOException e) {
                spec.commandLine()
                        .getErr()
                        .println("millrace: proof can't be read file=" + file + " error=" + e.getMessage());
                return ToolExit.USAGE;
            }
        }
    }
}
