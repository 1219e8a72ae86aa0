package io.millrace.exchange.replay;

import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Bar;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolException;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace replay}. */
@Command(
        name = "replay",
        description = "Prints what a topic or a lane's journal holds, or publishes a topic again to another broker.",
        footer = {
            "",
            "  millrace replay --topic balance.events --user 1001 --from @2026-01-31T12:00:00Z",
            "  millrace replay --topic orders --symbol BTC_USDT --format csv",
            "  millrace replay --engine-outputs --lane 0 --from 1000 --to 2000",
            "  millrace replay --topic orders --to-broker other:9092 --rate 10x",
            "",
            "Partitions come merged in the order of their times. Without --follow it ends at the end as it is at the start.",
            "Ends with 1 if a record is not what was written, 3 if the start is older than what is kept."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand extends ToolCommand {
    private static final long FOLLOW_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "orders, balance.operations, balance.events or another.")
    private String topic;

    @Option(names = "--partition", paramLabel = "N", description = "This one alone. Default: all.")
    private Integer partition;

    @Option(names = "--engine-outputs", description = "A lane's outputs out of its journal; bounds are sequences.")
    private boolean engineOutputs;

    @Option(names = "--lane", paramLabel = "N", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}")
    private int lane;

    @Option(
            names = "--from",
            paramLabel = "start|OFFSET|@TIME",
            defaultValue = "start",
            description = "First record. Default: ${DEFAULT-VALUE}")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "end|OFFSET|@TIME",
            defaultValue = "end",
            description = "Record before which to end. Default: ${DEFAULT-VALUE}")
    private String to;

    @Option(names = "--symbol", paramLabel = "SYMBOL", description = "Records that name this instrument alone.")
    private String symbol;

    @Option(names = "--user", paramLabel = "ID", description = "Records that name this user alone.")
    private Long user;

    @Option(
            names = "--format",
            paramLabel = "json|csv",
            defaultValue = "json",
            description = "Default: ${DEFAULT-VALUE}")
    private String format;

    @Option(names = "--follow", description = "Go on with what comes, until stopped.")
    private boolean follow;

    @Option(
            names = "--to-broker",
            paramLabel = "HOST:PORT",
            description = "Publish to this broker in place of printing.")
    private String toBroker;

    @Option(
            names = "--rate",
            paramLabel = "1x|10x|max",
            defaultValue = "max",
            description = "How fast to publish, against the time it took then. Default: ${DEFAULT-VALUE}")
    private String rate;

    @Override
    protected int run(final Place place) {
        if (engineOutputs == (topic != null)) {
            throw ToolException.usage("say either --topic TOPIC or --engine-outputs --lane N");
        }
        if (toBroker != null && (engineOutputs || follow || user != null || symbol != null)) {
            throw ToolException.usage("--to-broker takes a whole range of a topic: no filter, no --follow, no outputs");
        }
        try (TopicSource topics = place.topics()) {
            final Integer instrumentId = symbol == null ? null : RecordFilter.instrument(topics, symbol)[0];
            final RecordPrinter printer = new RecordPrinter(out(), format, new RecordFilter(user, instrumentId));
            if (engineOutputs) {
                printOutputs(place, printer);
            } else {
                replayTopic(topics, printer);
            }
        }
        return ToolExit.EQUAL;
    }

    private void replayTopic(final TopicSource topics, final RecordPrinter printer) {
        final int count = topics.partitionCount(topic);
        if (count == 0 || partition != null && (partition < 0 || partition >= count)) {
            throw ToolException.usage("no such topic or partition: topic=" + topic + " partitions=" + count);
        }
        final List<Integer> partitions =
                partition == null ? IntStream.range(0, count).boxed().toList() : List.of(partition);
        final List<Long> froms = new ArrayList<>();
        List<Long> tos = new ArrayList<>();
        for (final int each : partitions) {
            froms.add(new Range(topics, topic, each).offset(from));
            tos.add(new Range(topics, topic, each).offset(to));
        }
        if (toBroker != null) {
            republish(new MergedTopic(topics, topic, partitions, froms, tos), froms, tos);
            return;
        }
        print(new MergedTopic(topics, topic, partitions, froms, tos), printer);
        while (follow && !Thread.currentThread().isInterrupted() && !out().checkError()) {
            final List<Long> ends = partitions.stream()
                    .map(each -> topics.endOffset(topic, each))
                    .toList();
            print(new MergedTopic(topics, topic, partitions, tos, ends), printer);
            tos = ends;
            LockSupport.parkNanos(FOLLOW_PAUSE_NS);
        }
    }

    private void print(final MergedTopic records, final RecordPrinter printer) {
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        ConsumerRecord<byte[], byte[]> record;
        while ((record = records.next()) != null) {
            buffer.wrap(record.value());
            printer.print(
                    topic, record.partition(), record.offset(), record.timestamp(), buffer, 0, record.value().length);
        }
        out().flush();
    }

    private void republish(final MergedTopic records, final List<Long> froms, final List<Long> tos) {
        long total = 0;
        for (int i = 0; i < froms.size(); i++) {
            total += tos.get(i) - froms.get(i);
        }
        try (Republisher publisher = new Republisher(toBroker, Republisher.rate(rate));
                Bar bar = Bar.of("publishing", "records", total, isTerminal())) {
            ConsumerRecord<byte[], byte[]> record;
            while ((record = records.next()) != null) {
                publisher.publish(record);
                bar.step(1);
            }
            err().println("published records=" + publisher.finish() + " topic=" + topic + " broker=" + toBroker);
        }
    }

    private void printOutputs(final Place place, final RecordPrinter printer) {
        long next = bound(from, "start", 1);
        final long end = bound(to, "end", Long.MAX_VALUE);
        do {
            try (OutputCursor journal = OutputCursor.open(place.laneDir(lane))) {
                if (journal == null) {
                    throw ToolException.infrastructure("no journal directory=" + place.laneDir(lane));
                }
                if (from.equals("start")) {
                    next = Math.max(next, journal.earliestSequence());
                }
                if (next < journal.earliestSequence()) {
                    throw ToolException.infrastructure("no longer kept lane=" + lane + " output-sequence=" + next
                            + " first-kept=" + journal.earliestSequence());
                }
                next = print(journal, next, end, printer);
            }
            LockSupport.parkNanos(follow ? FOLLOW_PAUSE_NS : 0);
        } while (follow && next < end && !Thread.currentThread().isInterrupted() && !out().checkError());
    }

    private long print(final OutputCursor journal, final long first, final long end, final RecordPrinter printer) {
        final EngineOutputDecoder output = new EngineOutputDecoder();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        long next = first;
        journal.seek(first);
        while (next < end && journal.next()) {
            output.wrapAndApplyHeader(journal.buffer(), journal.offset(), header);
            printer.print(
                    "engine",
                    lane,
                    next,
                    output.timestampUs() / 1000,
                    journal.buffer(),
                    journal.offset(),
                    journal.length());
            next++;
        }
        out().flush();
        return next;
    }

    private static long bound(final String text, final String word, final long meaning) {
        if (text.equals(word)) {
            return meaning;
        }
        try {
            return Long.parseUnsignedLong(text);
        } catch (final NumberFormatException e) {
            throw ToolException.usage("a bound of outputs is " + word + " or a sequence, not " + text);
        }
    }
}
