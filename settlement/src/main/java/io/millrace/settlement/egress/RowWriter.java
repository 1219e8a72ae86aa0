package io.millrace.settlement.egress;

import io.millrace.settlement.ledger.Row;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches: many at a time, a bounded number of groups in flight, each tried again with growing pauses until the store
 * has it. A fault halves how many are in flight, down to one that tries; each success allows one more. Batches complete in
 * the order in which they were given. The agent's thread owns it; a permanent fault is thrown from {@link #doWork}.
 */
public final class RowWriter {
    private static final Logger LOGGER = LoggerFactory.getLogger(RowWriter.class);

    private final RowStore store;
    private final WriterBounds bounds;
    private final Backoff backoff;
    private final ArrayDeque<CommitBatch> batches = new ArrayDeque<>();
    private final ArrayDeque<Group> waiting = new ArrayDeque<>();
    private final Queue<Group> finished = new ConcurrentLinkedQueue<>();
    private final FaultLog faultLog = new FaultLog(LOGGER);
    private int inFlight;
    private int inFlightLimit;
    private long faultCount;
    private long rowsWritten;
    private long groupsWritten;

    /** Rows of one partition key that are written together, and what became of it: set by the driver's thread. */
    private static final class Group {
        final CommitBatch batch;
        final List<Row> rows;
        Throwable error;

        Group(final CommitBatch batch, final List<Row> rows) {
            this.batch = batch;
            this.rows = rows;
        }
    }

    public RowWriter(final RowStore store, final WriterBounds bounds) {
        this.store = store;
        this.bounds = bounds;
        backoff = new Backoff(bounds.retryMinNs(), bounds.retryMaxNs());
        inFlightLimit = bounds.inFlightMax();
    }

    /** Whether another batch may come. */
    public boolean hasRoom() {
        return batches.size() < bounds.batchesMax();
    }

    /** Whether nothing is under way. */
    public boolean isIdle() {
        return batches.isEmpty();
    }

    /** Takes a batch; call only when there is room. */
    public void submit(final CommitBatch batch) {
        final List<List<Row>> groups = batch.groups(bounds.groupRowsMax(), bounds.groupLengthMax());
        batch.pendingGroups(groups.size());
        batches.add(batch);
        groups.forEach(rows -> waiting.add(new Group(batch, rows)));
    }

    /** Takes results, sends what waits; returns how much it did. */
    public int doWork(final long nowNs) {
        int count = 0;
        Group group;
        while ((group = finished.poll()) != null) {
            onFinished(group, nowNs);
            count++;
        }
        while (inFlight < inFlightLimit && !waiting.isEmpty() && backoff.isReady(nowNs)) {
            send(waiting.poll());
            count++;
        }
        return count;
    }

    private void send(final Group group) {
        inFlight++;
        store.write(group.rows).whenComplete((nothing, error) -> {
            group.error = error;
            finished.add(group);
        });
    }

    private void onFinished(final Group group, final long nowNs) {
        inFlight--;
        if (group.error == null) {
            onWritten(group);
            return;
        }
        final StoreFault fault = StoreFault.of(group.error);
        if (!fault.isTransient()) {
            throw fault;
        }
        faultCount++;
        if (faultLog.isDue(nowNs)) {
            faultLog.warn("store does not take rows, keeping place and trying again batches=" + batches.size()
                    + " groups=" + (waiting.size() + inFlight + 1) + " faults=" + faultCount + " reason="
                    + fault.getMessage());
        }
        if (backoff.isReady(nowNs)) {
            inFlightLimit = Math.max(1, inFlightLimit / 2);
        }
        backoff.onFault(nowNs);
        group.error = null;
        waiting.add(group);
    }

    private void onWritten(final Group group) {
        backoff.onSuccess();
        if (inFlightLimit < bounds.inFlightMax()) {
            inFlightLimit++;
        } else {
            faultLog.onHealed("store takes rows again");
        }
        rowsWritten += group.rows.size();
        groupsWritten++;
        group.batch.onGroupWritten();
    }

    /** The oldest batch if all of it is written, else null; it is given once. */
    public CommitBatch pollWritten() {
        final CommitBatch oldest = batches.peek();
        return oldest != null && oldest.isWritten() ? batches.poll() : null;
    }

    /** Rows acknowledged since the start. */
    public long rowsWritten() {
        return rowsWritten;
    }

    /** Statements acknowledged since the start. */
    public long groupsWritten() {
        return groupsWritten;
    }

    /** Statements that failed and were tried again since the start. */
    public long faultCount() {
        return faultCount;
    }
}
