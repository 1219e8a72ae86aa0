package io.millrace.exchange.inspect;

import io.millrace.engine.egress.OutputLayout;
import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolException;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.exchange.tool.Wire;
import io.millrace.feed.OutputHash;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code millrace journal}. */
@Command(
        name = "journal",
        description = "Looks into the engine's journals: dump, verify, stats.",
        subcommands = {JournalCommand.Dump.class, JournalCommand.Verify.class, JournalCommand.Stats.class},
        mixinStandardHelpOptions = true)
public final class JournalCommand implements Runnable {
    private static final int HASH_LENGTH = 32;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do:");
    }

    private static OutputCursor open(final Place place, final int lane) {
        final OutputCursor journal = OutputCursor.open(place.laneDir(lane));
        if (journal == null) {
            throw ToolException.infrastructure("no journal directory=" + place.laneDir(lane));
        }
        return journal;
    }

    /** Outputs, decoded. */
    @Command(
            name = "dump",
            description = "Prints outputs, decoded, one JSON object a line.",
            mixinStandardHelpOptions = true)
    static final class Dump extends ToolCommand {
        @Option(names = "--lane", paramLabel = "N", required = true, description = "The lane.")
        private int lane;

        @Option(names = "--from", paramLabel = "SEQ", description = "First output. Default: the first that is kept.")
        private long from;

        @Option(names = "--count", paramLabel = "N", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
        private long count;

        @Override
        protected int run(final Place place) {
            final Wire wire = new Wire();
            try (OutputCursor journal = open(place, lane)) {
                if (from > 0 && from < journal.earliestSequence()) {
                    throw ToolException.infrastructure(
                            "no longer kept output-sequence=" + from + " first-kept=" + journal.earliestSequence());
                }
                journal.seek(Math.max(from, journal.earliestSequence()));
                for (long i = 0; i < count && journal.next(); i++) {
                    out().println(Json.line(wire.decode(journal.buffer(), journal.offset(), journal.length())));
                }
            }
            return ToolExit.EQUAL;
        }
    }

    /** Checksums, sequences and links. */
    @Command(
            name = "verify",
            description = "Checks every record's checksum and sequence, and every output's link to the one before it.",
            mixinStandardHelpOptions = true)
    static final class Verify extends ToolCommand {
        @Override
        protected int run(final Place place) {
            boolean whole = true;
            for (int lane = 0; lane < place.lanes(); lane++) {
                try (OutputCursor journal = open(place, lane)) {
                    whole &= verify(journal, lane);
                }
            }
            return whole ? ToolExit.EQUAL : ToolExit.MISMATCH;
        }

        private boolean verify(final OutputCursor journal, final int lane) {
            final OutputLayout layout = new OutputLayout();
            final OutputHash sha = new OutputHash();
            final byte[] hash = new byte[HASH_LENGTH];
            final byte[] previous = new byte[HASH_LENGTH];
            long count = 0;
            while (journal.next()) {
                layout.wrap(journal.buffer(), journal.offset());
                layout.fields().getPreviousHash(previous, 0, HASH_LENGTH);
                final boolean isLinked = count == 0 && journal.earliestSequence() > 1 || Arrays.equals(previous, hash);
                if (!isLinked || layout.fields().outputSequence() != journal.sequence()) {
                    out().println("BAD lane=" + lane + " output-sequence=" + journal.sequence()
                            + " is not linked to the output before it");
                    return false;
                }
                sha.hash(journal.buffer(), journal.offset(), journal.length(), hash, 0);
                count++;
            }
            out().println("ok lane=" + lane + " outputs=" + count + " first=" + journal.earliestSequence() + " head="
                    + journal.headSequence() + " hash=" + HexFormat.of().formatHex(hash));
            return true;
        }
    }

    /** Counts. */
    @Command(
            name = "stats",
            description = "Counts outputs, bytes, trades and commands of each lane.",
            mixinStandardHelpOptions = true)
    static final class Stats extends ToolCommand {
        @Override
        protected int run(final Place place) {
            for (int lane = 0; lane < place.lanes(); lane++) {
                try (OutputCursor journal = open(place, lane)) {
                    print(lane, journal);
                }
            }
            return ToolExit.EQUAL;
        }

        private void print(final int lane, final OutputCursor journal) {
            final OutputLayout layout = new OutputLayout();
            final Map<Integer, Long> commands = new TreeMap<>();
            long count = 0;
            long bytes = 0;
            long lengthMax = 0;
            long trades = 0;
            while (journal.next()) {
                layout.wrap(journal.buffer(), journal.offset());
                commands.merge(layout.fields().commandTemplateId(), 1L, Long::sum);
                trades += layout.fields().trades().count();
                count++;
                bytes += journal.length();
                lengthMax = Math.max(lengthMax, journal.length());
            }
            final Map<String, Object> stats = new LinkedHashMap<>();
            stats.put("lane", lane);
            stats.put("earliestSequence", journal.earliestSequence());
            stats.put("headSequence", journal.headSequence());
            stats.put("outputs", count);
            stats.put("bytes", bytes);
            stats.put("outputLengthMax", lengthMax);
            stats.put("trades", trades);
            stats.put("outputsByCommandTemplate", commands);
            out().println(json() ? Json.line(stats) : stats.toString());
        }
    }
}
