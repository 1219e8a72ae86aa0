package io.millrace.exchange.audit;

import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolException;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.EventStampDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace audit}. */
@Command(
        name = "audit",
        description = "Recomputes every balance and every trade from the logs and compares all that is kept of them.",
        footer = {
            "",
            "Checks, each with what it examined and the place of everything that is not as it must be:",
            "  ubscore       every frame of its log and snapshots; its log makes the topics, byte for byte",
            "  topics        checksums of the topics that nothing follows from",
            "  balances      its state = replay of balance.events = store, at one sequence",
            "  conservation  per asset all accounts sum to zero",
            "  holds         what is held is what open orders hold, and those are in the books",
            "  matching      every lane run again from orders gives the journal, byte for byte",
            "  chain         the hashes of journal, snapshots, ubscore, store and feed agree",
            "  reserves      the vault on the chain has what users have, if there is one",
            "  store         every row of every table, made again from journal and topics",
            "",
            "Reads only. A running exchange is asked; of a stopped one the files are read (its store is started on a copy).",
            "Ends with 0 if all is equal, 1 if anything differs, 2 on wrong usage, 3 if a source can't be reached."
        },
        mixinStandardHelpOptions = true)
public final class AuditCommand extends ToolCommand {
    @Option(
            names = "--as-of",
            paramLabel = "SEQ|@TIME",
            description =
                    "Judge balances and holds at this core sequence, or at the last one up to this time"
                            + " (@2026-01-31T12:00:00Z; the only way with several shards). Default: the last that all sources have.")
    private String asOf;

    @Option(names = "--no-store", description = "Leave the store out.")
    private boolean withoutStore;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Lanes that are run at a time. Default: the processors of this machine.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    protected int run(final Place place) {
        if (threads < 1) {
            throw ToolException.usage("--threads must be above 0");
        }
        final boolean watched = isTerminal() && !json();
        final Audit audit = new Audit(place, asOfSequences(place), step -> {
            if (watched) {
                err().println("- " + step);
                err().flush();
            }
        });
        audit.run(!withoutStore, threads, watched);
        final List<Findings> checks = audit.checks();
        final boolean clean = checks.stream().allMatch(Findings::isClean);
        final boolean reachable = checks.stream().allMatch(Findings::isReachable);
        final int exit = !clean ? ToolExit.MISMATCH : reachable ? ToolExit.EQUAL : ToolExit.INFRASTRUCTURE;
        if (json()) {
            final Map<String, Object> report = new LinkedHashMap<>();
            report.put("dataDir", place.run().dataDir().toString());
            report.put("coreSequence", audit.coreSequence());
            report.put("result", verdict(exit));
            report.put("checks", checks.stream().map(Findings::toMap).toList());
            out().println(Json.pretty(report));
        } else {
            checks.forEach(check -> out().println(check.toText()));
            out().println(verdict(exit) + " core-sequence=" + audit.coreSequence());
        }
        return exit;
    }

    private static String verdict(final int exit) {
        return switch (exit) {
            case ToolExit.EQUAL -> "EQUAL";
            case ToolExit.MISMATCH -> "MISMATCH";
            default -> "UNREACHABLE";
        };
    }

    /** By shard. */
    private long[] asOfSequences(final Place place) {
        final long[] sequences = new long[place.shards()];
        if (asOf == null) {
            Arrays.fill(sequences, Long.MAX_VALUE);
            return sequences;
        }
        try {
            if (asOf.startsWith("@")) {
                return sequencesAt(place, Instant.parse(asOf.substring(1)));
            }
            if (sequences.length > 1) {
                throw ToolException.usage("each shard has core sequences of its own: name a time, --as-of @TIME");
            }
            sequences[0] = Long.parseUnsignedLong(asOf);
            return sequences;
        } catch (final DateTimeParseException | NumberFormatException e) {
            throw ToolException.usage("--as-of needs a sequence or @TIME like @2026-01-31T12:00:00Z, not " + asOf);
        }
    }

    /** Last core sequence of each shard whose command entered its log up to a time, as balance.events tells it. */
    private static long[] sequencesAt(final Place place, final Instant time) {
        final long timeUs = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        final EventStampDecoder stamp = new EventStampDecoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        final long[] sequences = new long[place.shards()];
        try (TopicSource topics = place.topics()) {
            for (int partition = 0; partition < place.partitions(); partition++) {
                topics.read(Topics.BALANCE_EVENTS, partition, 0, Long.MAX_VALUE, record -> {
                    buffer.wrap(record.value());
                    stamp.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH);
                    if (stamp.timestampUs() > timeUs) {
                        // The times of one shard do not fall; those of several come mixed.
                        return sequences.length > 1;
                    }
                    sequences[stamp.shard()] = Math.max(sequences[stamp.shard()], stamp.coreSequence());
                    return true;
                });
            }
        }
        return sequences;
    }
}
