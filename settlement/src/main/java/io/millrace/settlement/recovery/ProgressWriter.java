package io.millrace.settlement.recovery;

import io.millrace.settlement.egress.Backoff;
import io.millrace.settlement.egress.FaultLog;
import io.millrace.settlement.egress.StoreFault;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressStore.Fenced;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Advances one stream's progress: one conditional write at a time, carrying the newest place of every part that moved. What
 * comes meanwhile goes with the next. The agent's thread owns it; being fenced is a {@link Breach} out of {@link #doWork}.
 */
public final class ProgressWriter {
    private final Stream stream;
    private final ProgressStore store;
    private final Backoff backoff;
    private final ProgressListener listener;
    private final Map<Integer, StreamPosition> waiting = new LinkedHashMap<>();
    private final FaultLog faultLog = new FaultLog(LoggerFactory.getLogger(ProgressWriter.class));
    private List<StreamPosition> underWay = List.of();
    private volatile Result result;
    private boolean sent;

    private record Result(Fenced fenced, Throwable error) {}

    public ProgressWriter(
            final Stream stream, final ProgressStore store, final Backoff backoff, final ProgressListener listener) {
        this.stream = stream;
        this.store = store;
        this.backoff = backoff;
        this.listener = listener;
    }

    /** Every row up to these places is written. */
    public void advance(final Collection<StreamPosition> positions) {
        for (final StreamPosition position : positions) {
            if (position.stream() == stream) {
                waiting.put(position.part(), position);
            }
        }
    }

    /** Takes the result of the write under way, starts the next; returns how much it did. */
    public int doWork(final long nowNs) {
        int count = 0;
        final Result finished = result;
        if (finished != null) {
            result = null;
            sent = false;
            onResult(finished, nowNs);
            count++;
        }
        if (underWay.isEmpty() && !waiting.isEmpty()) {
            underWay = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        if (!sent && !underWay.isEmpty() && backoff.isReady(nowNs)) {
            sent = true;
            store.advance(stream, underWay).whenComplete((fenced, error) -> result = new Result(fenced, error));
            count++;
        }
        return count;
    }

    private void onResult(final Result finished, final long nowNs) {
        if (finished.error() != null) {
            onFault(StoreFault.of(finished.error()), nowNs);
        } else if (finished.fenced() != null) {
            final Fenced fenced = finished.fenced();
            throw new Breach("fenced: stream=" + fenced.stream().label() + " part=" + fenced.part() + " our_epoch="
                    + fenced.ourEpoch() + " their_epoch=" + fenced.theirEpoch() + " their_name=" + fenced.theirName()
                    + ": another settlement has taken over; keep one of the two and start that one again");
        } else {
            backoff.onSuccess();
            faultLog.onHealed("progress is written again stream=" + stream.label());
            underWay.forEach(listener::onDurable);
            underWay = List.of();
        }
    }

    private void onFault(final StoreFault fault, final long nowNs) {
        if (!fault.isTransient()) {
            throw fault;
        }
        if (faultLog.isDue(nowNs)) {
            faultLog.warn(
                    "progress not written, trying again stream=" + stream.label() + " reason=" + fault.getMessage());
        }
        backoff.onFault(nowNs);
    }

    /** Whether all that was given is durable. */
    public boolean isIdle() {
        return underWay.isEmpty() && waiting.isEmpty();
    }
}
