package io.millrace.exchange.audit;

import io.millrace.engine.LaneBreachException;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.egress.OutputLayout;
import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.source.TopicSource;
import io.millrace.feed.OutputHash;
import io.millrace.schema.OrderIds;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.LaneStampDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Runs one lane again from {@code orders}, holds every output against the journal's byte for byte, and the chain against what others
 * say of it. One thread.
 */
public final class LaneAudit {
    private static final int HASH_LENGTH = 32;
    private static final int PROGRESS_INTERVAL = 1024;

    private final int lane;
    private final Findings matching;
    private final Findings chain;
    private final List<Waypoint> waypoints = new ArrayList<>();
    private final OutputLayout layout = new OutputLayout();
    private final OutputHash sha = new OutputHash();
    private final UnsafeBuffer command = new UnsafeBuffer(0, 0);
    private final byte[] hash = new byte[HASH_LENGTH];
    private final LaneStampDecoder stamp = new LaneStampDecoder();
    private final long[] coreSequences = new long[OrderIds.SHARD_COUNT_MAX];
    private LaneProcessor processor;
    private OutputCursor journal;
    private LongConsumer progress;
    private int nextWaypoint;
    private boolean journalEnded;
    private boolean broken;
    private long unreported;

    /** Called when the lane stands right behind an output. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * The lane's state.
         *
         * @param hash          of the output
         * @param coreSequences by shard of UBSCore, of the last command run; 0: none since the start of this run
         */
        void onWaypoint(LaneProcessor processor, byte[] hash, long[] coreSequences);
    }

    private record Waypoint(long sequence, String who, Visitor visitor) {}

    public LaneAudit(final int lane, final Findings matching, final Findings chain) {
        this.lane = lane;
        this.matching = matching;
        this.chain = chain;
    }

    /** Somebody says that output {@code sequence} has this hash; zero: the place before the first. */
    public void expectHash(final long sequence, final byte[] expected, final String who) {
        visit(sequence, who, (lanes, found, core) -> {
            if (!Arrays.equals(found, expected)) {
                chain.add(
                        place(sequence) + " source=" + who,
                        "hash differs " + who + "=" + hex(expected) + " recomputed=" + hex(found));
            }
        });
    }

    /** {@code who} wants to see the lane right behind an output; a place that the journal does not reach is a finding. */
    public void visit(final long sequence, final String who, final Visitor visitor) {
        waypoints.add(new Waypoint(sequence, who, visitor));
    }

    /**
     * Runs from where {@code processor} stands.
     *
     * @param journal  null: there is none
     * @param progress told how many more outputs were compared
     */
    public void run(
            final LaneProcessor start,
            final TopicSource orders,
            final OutputCursor journal,
            final LongConsumer progress) {
        processor = start;
        this.journal = journal;
        this.progress = progress;
        waypoints.sort((left, right) -> Long.compare(left.sequence, right.sequence));
        if (journal != null && start.outputSequence() >= journal.earliestSequence()) {
            journal.seek(start.outputSequence() + 1);
        }
        final String place = "topic=orders partition=" + lane;
        final long from = start.lastSourceOffset() + 1;
        if (orders.startOffset(Topics.ORDERS, lane) > from) {
            matching.unreachable(place + " no longer has offset=" + from + " first-kept-offset="
                    + orders.startOffset(Topics.ORDERS, lane));
            return;
        }
        skipWaypointsBefore(start.outputSequence());
        passWaypoints(start.outputSequence(), start.lastHash());
        orders.read(Topics.ORDERS, lane, from, Long.MAX_VALUE, this::onOrder);
        progress.accept(unreported);
        if (!broken && !journalEnded && journal != null && journal.next()) {
            matching.add(
                    place(journal.sequence()),
                    "journal has an output whose command is not in orders orders-end-offset="
                            + orders.endOffset(Topics.ORDERS, lane));
        }
        for (int i = nextWaypoint; i < waypoints.size() && !broken; i++) {
            chain.add(
                    place(waypoints.get(i).sequence) + " source=" + waypoints.get(i).who,
                    waypoints.get(i).who + " is ahead of the journal journal-head="
                            + (journal == null ? 0 : journal.headSequence()) + " recomputed="
                            + processor.outputSequence());
        }
    }

    private boolean onOrder(final ConsumerRecord<byte[], byte[]> record) {
        command.wrap(record.value());
        final int length;
        try {
            stamp.wrap(command, MessageHeaderDecoder.ENCODED_LENGTH);
            coreSequences[stamp.shard()] = stamp.coreSequence();
            length = processor.process(record.offset(), command, 0, record.value().length);
        } catch (final LaneBreachException | IndexOutOfBoundsException e) {
            matching.add("topic=orders partition=" + lane + " offset=" + record.offset(), e.getMessage());
            broken = true;
            return false;
        }
        return length == 0 || onOutput(length);
    }

    private boolean onOutput(final int length) {
        final long sequence = processor.outputSequence();
        if (journal == null || sequence < journal.earliestSequence()) {
            count();
            passWaypoints(sequence, processor.lastHash());
            return true;
        }
        if (!journal.next()) {
            journalEnded = true;
            return false;
        }
        count();
        if (!isEqual(length)) {
            reportDifference(length);
            followChain();
            broken = true;
            return false;
        }
        passWaypoints(sequence, processor.lastHash());
        return true;
    }

    private void count() {
        if (++unreported == PROGRESS_INTERVAL) {
            matching.examined(unreported);
            chain.examined(unreported);
            progress.accept(unreported);
            unreported = 0;
        }
    }

    private boolean isEqual(final int length) {
        return length == journal.length()
                && Arrays.equals(
                        journal.buffer().byteArray(),
                        journal.offset(),
                        journal.offset() + length,
                        processor.output().byteArray(),
                        processor.output().wrapAdjustment(),
                        processor.output().wrapAdjustment() + length);
    }

    private void reportDifference(final int length) {
        matching.add(
                place(processor.outputSequence()) + " source-offset=" + processor.lastSourceOffset(),
                new SideBySide()
                        .differences(
                                "journal",
                                new SideBySide.Bytes(journal.buffer(), journal.offset(), journal.length()),
                                "recomputed",
                                new SideBySide.Bytes(processor.output(), 0, length)));
    }

    /** Behind the first difference nothing can be recomputed; whether the journal's own links still hold can be told. */
    private void followChain() {
        sha.hash(journal.buffer(), journal.offset(), journal.length(), hash, 0);
        final byte[] previous = new byte[HASH_LENGTH];
        while (journal.next()) {
            layout.wrap(journal.buffer(), journal.offset());
            layout.fields().getPreviousHash(previous, 0, HASH_LENGTH);
            if (!Arrays.equals(previous, hash)) {
                chain.add(
                        place(journal.sequence()),
                        "link broken previous-hash=" + hex(previous) + " hash of the output before=" + hex(hash));
                return;
            }
            sha.hash(journal.buffer(), journal.offset(), journal.length(), hash, 0);
            chain.examined(1);
        }
    }

    private void skipWaypointsBefore(final long sequence) {
        while (nextWaypoint < waypoints.size() && waypoints.get(nextWaypoint).sequence < sequence) {
            chain.note(place(waypoints.get(nextWaypoint).sequence) + " of " + waypoints.get(nextWaypoint).who
                    + " is before what can be recomputed");
            nextWaypoint++;
        }
    }

    private void passWaypoints(final long sequence, final byte[] outputHash) {
        while (nextWaypoint < waypoints.size() && waypoints.get(nextWaypoint).sequence == sequence) {
            waypoints.get(nextWaypoint).visitor.onWaypoint(processor, outputHash, coreSequences);
            nextWaypoint++;
        }
    }

    /** Call once at the end. */
    public void finish() {
        matching.examined(unreported);
        chain.examined(unreported);
        final String head = "lane=" + lane + " outputs=" + processor.outputSequence() + " hash="
                + hex(processor.lastHash()).substring(0, 16);
        chain.note(head + (journalEnded ? " (orders has more than the journal: under way)" : ""));
    }

    private String place(final long sequence) {
        return "lane=" + lane + " output-sequence=" + sequence;
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
