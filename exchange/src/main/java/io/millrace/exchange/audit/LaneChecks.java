package io.millrace.exchange.audit;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.egress.OutputLayout;
import io.millrace.engine.recovery.LaneSnapshot;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Bar;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolException;
import io.millrace.feed.LaneStart;
import io.millrace.journal.FileStorage;
import io.millrace.schema.Topics;
import io.millrace.ubscore.account.BalanceCore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** All lanes through {@link LaneAudit}, several at a time, with what snapshots, store and UBSCore say of them. */
final class LaneChecks {
    private static final int HASH_LENGTH = 32;

    private final Place place;
    private final Findings matching;
    private final Findings chain;
    private final Map<Integer, LaneStart> beforeHeads = new ConcurrentHashMap<>();
    private StoredPlaces stored;
    private final List<Shard> shards = new ArrayList<>();

    private record Shard(int shard, BalanceCore core, BookComparison books) {}

    LaneChecks(final Place place, final Findings matching, final Findings chain) {
        this.place = place;
        this.matching = matching;
        this.chain = chain;
    }

    /** What the store had settled before anything was read. */
    void stored(final StoredPlaces places) {
        stored = places;
    }

    /** A shard of UBSCore as it stands, with its open orders to be found in the books. */
    void core(final int shard, final BalanceCore core, final Findings holds) {
        shards.add(new Shard(shard, core, new BookComparison(shard, core, holds)));
    }

    /** Runs all lanes on so many threads. */
    void run(final int threads, final boolean showProgress) {
        final ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Bar bar = Bar.of("outputs", "outputs", total(), showProgress)) {
            final List<Future<?>> running = new ArrayList<>();
            for (int lane = 0; lane < place.lanes(); lane++) {
                final int each = lane;
                running.add(executor.submit(() -> Step.run(matching, () -> check(each, bar))));
            }
            for (final Future<?> future : running) {
                future.get();
            }
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.infrastructure("interrupted");
        } finally {
            executor.shutdownNow();
        }
    }

    private long total() {
        long total = 0;
        for (int lane = 0; lane < place.lanes(); lane++) {
            try (OutputCursor journal = OutputCursor.open(place.laneDir(lane))) {
                total += journal == null ? 0 : journal.headSequence();
            } catch (final RuntimeException e) {
                // The lane's own check says what is wrong with it.
                continue;
            }
        }
        return total;
    }

    private void check(final int lane, final Bar bar) {
        try (TopicSource orders = place.topics();
                OutputCursor journal = OutputCursor.open(place.laneDir(lane))) {
            final LaneAudit audit = new LaneAudit(lane, matching, chain);
            if (stored != null) {
                audit.expectHash(stored.lane(lane).sequence(), stored.lane(lane).hash(), "store");
            }
            shards.forEach(shard -> expect(lane, shard, audit));
            final LaneProcessor start = start(lane, orders, audit);
            audit.run(start, orders, journal, bar::step);
            audit.finish();
            rememberHead(lane, journal);
        }
    }

    private static void expect(final int lane, final Shard shard, final LaneAudit audit) {
        final byte[] hash = new byte[HASH_LENGTH];
        shard.core.outputHash(lane, hash);
        final long sequence = shard.core.outputSequence(lane);
        audit.expectHash(sequence, hash, "ubscore");
        audit.visit(
                sequence,
                "ubscore",
                (processor, found, coreSequences) -> shard.books.compare(processor, coreSequences[shard.shard]));
    }

    /** Before the first command, or the oldest snapshot from which {@code orders} still goes on. */
    private LaneProcessor start(final int lane, final TopicSource orders, final LaneAudit audit) {
        LaneProcessor start = orders.startOffset(Topics.ORDERS, lane) == 0 ? new LaneProcessor(lane) : null;
        if (!Files.isDirectory(place.laneDir(lane))) {
            return start == null ? new LaneProcessor(lane) : start;
        }
        final SnapshotStore snapshots = new SnapshotStore(FileStorage.of(place.laneDir(lane)));
        final List<Long> sequences = new ArrayList<>(snapshots.sequences());
        Collections.reverse(sequences);
        for (final long sequence : sequences) {
            final DirectBuffer payload = snapshots.read(sequence);
            if (payload == null) {
                matching.add(
                        "snapshot directory=" + place.laneDir(lane) + " output-sequence=" + sequence,
                        "snapshot is not what was written");
            } else if (start == null) {
                start = new LaneProcessor(lane);
                LaneSnapshot.load(payload, start);
                matching.note("lane=" + lane + " runs from its snapshot at output-sequence=" + sequence
                        + ": orders no longer reaches back to the start");
            } else {
                audit.visit(sequence, "snapshot", (processor, hash, core) -> compareSnapshot(processor, payload));
            }
        }
        if (start == null) {
            throw ToolException.infrastructure("lane=" + lane + " has neither the start of orders nor a snapshot");
        }
        return start;
    }

    private void compareSnapshot(final LaneProcessor processor, final DirectBuffer payload) {
        final ExpandableArrayBuffer encoded = new ExpandableArrayBuffer();
        final int length = LaneSnapshot.encode(processor, encoded);
        int index = 0;
        while (index < Math.min(length, payload.capacity()) && encoded.getByte(index) == payload.getByte(index)) {
            index++;
        }
        if (index < length || length != payload.capacity()) {
            matching.add(
                    "snapshot lane=" + processor.lane() + " output-sequence=" + processor.outputSequence(),
                    "state differs invariant=I8 first-difference=" + index + " snapshot-length=" + payload.capacity()
                            + " recomputed-length=" + length);
        }
    }

    private void rememberHead(final int lane, final OutputCursor journal) {
        if (journal == null || journal.headSequence() < journal.earliestSequence()) {
            return;
        }
        journal.seek(journal.headSequence());
        if (journal.next()) {
            final OutputLayout layout = new OutputLayout();
            layout.wrap(journal.buffer(), journal.offset());
            final byte[] hash = new byte[HASH_LENGTH];
            layout.fields().getPreviousHash(hash, 0, HASH_LENGTH);
            beforeHeads.put(lane, new LaneStart(journal.headSequence() - 1, hash));
        }
    }

    /** The output before each journal's head. */
    Map<Integer, LaneStart> beforeHeads() {
        return beforeHeads;
    }
}
