package io.millrace.settlement;

import io.millrace.settlement.egress.CommitBatch;
import io.millrace.settlement.egress.RowWriter;
import io.millrace.settlement.ingress.EventIntake;
import io.millrace.settlement.ingress.EventSource;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.LedgerListener;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressWriter;
import java.util.Collection;
import java.util.List;

/**
 * Moves events from the sources through the ledger into the store. A batch gathers what comes while the batches before it are
 * written: small and quick when little happens, large and grouped when much does. Steps on one thread; whatever it throws
 * ends it, and a new agent goes on from the durable places.
 */
public final class SettlementAgent implements EventIntake, LedgerListener {
    private final List<EventSource> sources;
    private final Ledger ledger;
    private final RowWriter writer;
    private final Collection<ProgressWriter> progress;
    private final BatchBounds bounds;
    private CommitBatch open = new CommitBatch();
    private long eventsTaken;

    /**
     * What bounds the batch that gathers.
     *
     * @param rowsMin rows that make a second batch worth while beside one that is being written.
     * @param rowsMax rows, over by one event at most.
     * @param lengthMax bytes by estimate, over by one event at most.
     */
    public record BatchBounds(int rowsMin, int rowsMax, long lengthMax) {}

    /** Makes the ledger that tells its rows to a listener: this agent. */
    @FunctionalInterface
    public interface LedgerFactory {
        Ledger create(LedgerListener listener);
    }

    public SettlementAgent(
            final List<EventSource> sources,
            final LedgerFactory ledger,
            final RowWriter writer,
            final Collection<ProgressWriter> progress,
            final BatchBounds bounds) {
        this.sources = sources;
        this.ledger = ledger.create(this);
        this.writer = writer;
        this.progress = progress;
        this.bounds = bounds;
    }

    /** One step; returns 0 if there was nothing to do. */
    public int doWork(final long nowNs) {
        int count = commit(nowNs);
        for (int i = 0; i < sources.size(); i++) {
            count += sources.get(i).poll(nowNs, this);
        }
        return count + submit(bounds.rowsMin());
    }

    /** A step that takes nothing new; returns false when everything taken is durable. */
    public boolean drain(final long nowNs) {
        submit(1);
        commit(nowNs);
        return !open.isEmpty() || !writer.isIdle() || progress.stream().anyMatch(each -> !each.isIdle());
    }

    private int commit(final long nowNs) {
        int count = writer.doWork(nowNs);
        CommitBatch written;
        while ((written = writer.pollWritten()) != null) {
            for (final ProgressWriter each : progress) {
                each.advance(written.positions());
            }
            count++;
        }
        for (final ProgressWriter each : progress) {
            count += each.doWork(nowNs);
        }
        return count;
    }

    private int submit(final int rowsMin) {
        if (open.isEmpty() || !writer.hasRoom() || !writer.isIdle() && open.rowCount() < rowsMin) {
            return 0;
        }
        ledger.flush();
        writer.submit(open);
        open = new CommitBatch();
        return 1;
    }

    @Override
    public boolean hasRoom() {
        return open.rowCount() < bounds.rowsMax() && open.lengthEstimate() < bounds.lengthMax();
    }

    @Override
    public void onOutput(final Output output) {
        if (ledger.apply(output)) {
            eventsTaken++;
        }
    }

    @Override
    public void onRecord(final BalanceRecord record, final long recordOffset) {
        if (ledger.apply(record, recordOffset)) {
            eventsTaken++;
        }
    }

    @Override
    public boolean onChainRecord(final ChainRecord record, final int partition, final long recordOffset) {
        final boolean isTaken = ledger.apply(record, partition, recordOffset);
        if (isTaken) {
            eventsTaken++;
        }
        return isTaken;
    }

    @Override
    public void onRow(final Row row) {
        open.onRow(row);
    }

    @Override
    public void onPosition(final StreamPosition position) {
        open.onPosition(position);
    }

    /** Events taken since the start, repeated ones not counted. */
    public long eventsTaken() {
        return eventsTaken;
    }
}
