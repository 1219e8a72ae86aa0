package io.millrace.ubscore.ingress;

import io.millrace.ubscore.egress.CommandSink;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Commands of one stream on their way into the log, in the order of their places, kept until the core's position has passed them.
 * When that does not move for the retry interval although something was offered, all of it is offered again: the core takes each
 * once. One thread.
 */
public final class OfferWindow {
    private final Bounds bounds;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long length;
    /** Entries from the front that have been offered since the last start over. */
    private int offeredCount;

    private long applied = Long.MIN_VALUE;
    private long progressNs;

    /**
     * Bounds of a window.
     *
     * @param countMax        commands in it.
     * @param lengthMax       their bytes; one alone may be larger.
     * @param retryIntervalNs how long the core's position may stand still before all is offered again.
     */
    public record Bounds(int countMax, long lengthMax, long retryIntervalNs) {}

    /** A sealed command and its place in the stream. */
    private record Entry(long place, UnsafeBuffer command) {}

    public OfferWindow(final Bounds bounds) {
        this.bounds = bounds;
    }

    /** Whether a command of this length may be added. */
    public boolean hasRoom(final int commandLength) {
        return entries.isEmpty() || entries.size() < bounds.countMax && length + commandLength <= bounds.lengthMax;
    }

    /** Adds a command; {@code place} is above those before it. */
    public void add(final long place, final UnsafeBuffer command) {
        entries.addLast(new Entry(place, command));
        length += command.capacity();
    }

    /** Lets go of what the core has applied, and offers what it has not; returns how many did either. */
    public int doWork(final long nowNs, final long appliedPlace, final CommandSink sink) {
        int count = 0;
        if (appliedPlace != applied || offeredCount == 0) {
            applied = appliedPlace;
            progressNs = nowNs;
            count = removeApplied();
        } else if (nowNs - progressNs >= bounds.retryIntervalNs) {
            progressNs = nowNs;
            offeredCount = 0;
        }
        return count + offer(sink);
    }

    private int removeApplied() {
        int count = 0;
        while (!entries.isEmpty() && entries.peekFirst().place <= applied) {
            length -= entries.removeFirst().command.capacity();
            offeredCount = Math.max(0, offeredCount - 1);
            count++;
        }
        return count;
    }

    private int offer(final CommandSink sink) {
        if (offeredCount == entries.size()) {
            return 0;
        }
        int count = 0;
        int index = 0;
        for (final Iterator<Entry> all = entries.iterator(); all.hasNext(); index++) {
            final Entry entry = all.next();
            if (index >= offeredCount) {
                if (!sink.offer(entry.command, 0, entry.command.capacity())) {
                    break;
                }
                count++;
            }
        }
        offeredCount += count;
        return count;
    }

    /** Commands in it. */
    public int size() {
        return entries.size();
    }

    /** Forgets everything. */
    public void clear() {
        entries.clear();
        length = 0;
        offeredCount = 0;
        applied = Long.MIN_VALUE;
    }
}
