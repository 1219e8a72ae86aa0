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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code millrace journal}. */
@Command(
        name = "journal",
        description = "Looks into the engine's journals: dump, verify, stats.",
        footer = {
            "",
            "  millrace journal dump --lane 0 --from 1000 --count 5",
            "  millrace journal verify --lane 0",
            "  millrace journal stats --json",
            "",
            "Reads the files alone, of a running engine as of a stopped one. Ends with 1 if a record is not what was written."
        },
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

    /** The lane asked for, or all. */
    private static List<Integer> lanes(final Place place, final Integer lane) {
        if (lane == null) {
            return IntStream.range(0, place.lanes()).boxed().toList();
        }
        if (lane < 0 || lane >= place.lanes()) {
            throw ToolException.usage("no such lane: lane=" + lane + " lanes=" + place.lanes());
        }
        return List.of(lane);
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
        @Option(names = "--lane", paramLabel = "N", description = "This one alone. Default: all.")
        private Integer lane;

        @Override
        protected int run(final Place place) {
            boolean whole = true;
            for (final int each : lanes(place, lane)) {
                try (OutputCursor journal = open(place, each)) {
                    whole &= verify(journal, each);
                }
            }
            return whole ? ToolExit.EQUAL : ToolExit.MISMATCH;
        }

        private boolean verify(final OutputCursor journal, final int each) {
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
                    out().println("BAD lane=" + each + " output-sequence=" + journal.sequence()
                            + " is not linked to the output before it");
                    return false;
                }
                sha.hash(journal.buffer(), journal.offset(), journal.length(), hash, 0);
                count++;
            }
            out().println("ok lane=" + each + " outputs=" + count + " first=" + journal.earliestSequence() + " head="
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
        @Option(names = "--lane", paramLabel = "N", description = "This one alone. Default: all.")
        private Integer lane;

        @Override
        protected int run(final Place place) {
            for (final int each : lanes(place, lane)) {
                try (OutputCursor journal = open(place, each)) {
                    print(each, journal);
                }
            }
            return ToolExit.EQUAL;
        }

        private void print(final int each, final OutputCursor journal) {
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
            stats.put("lane", each);
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
