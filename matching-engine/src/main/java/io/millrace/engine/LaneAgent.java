package io.millrace.engine;

import io.millrace.engine.egress.OutputOutlet;
import io.millrace.engine.ingress.RecordSource;
import io.millrace.engine.recovery.LaneSnapshots;
import io.millrace.feed.LaneStart;
import io.millrace.journal.Journal;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane at work: takes what the broker has, matches all of it, journals it with one force, and only then publishes. Owned
 * by one thread, stepped by {@link #doWork}; after an exception it must not be stepped again.
 *
 * <p>Until it has the lane's claim it does all of that but publish: a standby's journal has the same bytes as its owner's.
 */
public final class LaneAgent implements AutoCloseable {
    /** Type of an {@code EngineOutput} among the journal's records. */
    public static final int RECORD_TYPE = 1;

    private static final Logger LOGGER = LoggerFactory.getLogger(LaneAgent.class);
    private static final long CLAIM_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PURGE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** A segment that is being prepared is no news; a disk that is full is. */
    private static final long SPACE_PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);

    private final LaneProcessor processor;
    private final Journal journal;
    private final RecordSource source;
    private final LaneSnapshots snapshots;
    private final LaneClaim claim;
    private final Function<LaneStart, OutputOutlet> outlets;
    private final LongSupplier confirmedSequence;
    private final BatchHashes hashes = new BatchHashes();

    private OutputOutlet outlet;
    private volatile boolean owner;
    private int heldLength;
    private boolean isWaitingForRoom;
    private boolean spaceSaid;
    private long roomAtNs;
    private long claimAtNs;
    private long purgeAtNs;

    /**
     * @param processor         recovered from the journal.
     * @param nowNs             the time of {@link #doWork}.
     * @param outlets           opens the way to the readers once the lane is claimed, behind the output given.
     * @param confirmedSequence up to where nobody needs the journal any more, snapshots aside.
     */
    public LaneAgent(
            final LaneProcessor processor,
            final Journal journal,
            final RecordSource source,
            final LaneSnapshots snapshots,
            final LaneClaim claim,
            final Function<LaneStart, OutputOutlet> outlets,
            final LongSupplier confirmedSequence,
            final long nowNs) {
        this.processor = processor;
        this.journal = journal;
        this.source = source;
        this.snapshots = snapshots;
        this.claim = claim;
        this.outlets = outlets;
        this.confirmedSequence = confirmedSequence;
        roomAtNs = nowNs;
        claimAtNs = nowNs;
        purgeAtNs = nowNs;
        source.seek(processor.lastSourceOffset() + 1);
    }

    /**
     * One step.
     *
     * @param nowNs a monotonic time: when to look for the claim, to purge, to say where the lane stands; no output depends on it.
     * @return 0 if there was nothing to do.
     * @throws LaneBreachException if the lane must halt.
     */
    public int doWork(final long nowNs) {
        if (isSettled()) {
            claim(nowNs);
        }
        int work = 0;
        if (hasRoom(nowNs)) {
            work = takeBatch();
        }
        if (isSettled()) {
            snapshots.offer(processor);
        }
        if (nowNs - purgeAtNs >= 0) {
            purgeAtNs = nowNs + PURGE_INTERVAL_NS;
            journal.purge(Math.min(confirmedSequence.getAsLong(), snapshots.coveredSequence()) + 1);
        }
        return outlet == null ? work : work + outlet.doWork(nowNs);
    }

    /** Whether the last step took nothing in because the journal had no room. */
    public boolean isWaitingForRoom() {
        return isWaitingForRoom;
    }

    /** Whether this lane publishes; safe from any thread. */
    public boolean isOwner() {
        return owner;
    }

    @Override
    public void close() {
        source.close();
        journal.close();
        claim.close();
    }

    /** Between steps: whether all that was computed is forced. */
    private boolean isSettled() {
        return heldLength == 0;
    }

    private void claim(final long nowNs) {
        if (outlet == null && nowNs - claimAtNs >= 0) {
            claimAtNs = nowNs + CLAIM_INTERVAL_NS;
            if (claim.tryAcquire()) {
                outlet = outlets.apply(new LaneStart(processor.outputSequence(), processor.lastHash()));
                owner = true;
                LOGGER.info("lane claimed lane={} {}", processor.lane(), processor.state());
            }
        }
    }

    private boolean hasRoom(final long nowNs) {
        isWaitingForRoom = !journal.hasRoom();
        if (!isWaitingForRoom) {
            if (spaceSaid) {
                LOGGER.info("lane has room again lane={}", processor.lane());
            }
            spaceSaid = false;
            roomAtNs = nowNs;
            return true;
        }
        if (!spaceSaid && nowNs - roomAtNs >= SPACE_PATIENCE_NS) {
            spaceSaid = true;
            LOGGER.warn("lane waits for room on its disk lane={} {}", processor.lane(), processor.state());
        }
        return false;
    }

    private int takeBatch() {
        if (heldLength > 0) {
            append(heldLength);
            heldLength = 0;
        }
        int count = 0;
        source.poll();
        while (heldLength == 0 && source.next()) {
            take(source.offset(), source.value());
            count++;
        }
        commit();
        return count;
    }

    private void take(final long offset, final DirectBuffer value) {
        final int length = processor.process(offset, value, 0, value.capacity());
        if (length > 0 && !append(length)) {
            commit();
            if (journal.hasRoom()) {
                append(length);
            } else {
                heldLength = length;
            }
        }
    }

    private boolean append(final int length) {
        if (!journal.append(RECORD_TYPE, processor.outputSequence(), processor.output(), 0, length)) {
            return false;
        }
        hashes.add(processor.lastHash());
        return true;
    }

    private void commit() {
        journal.commit(this::publish);
        hashes.clear();
        if (outlet != null) {
            outlet.flush();
        }
    }

    private void publish(
            final int type, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        if (outlet != null) {
            outlet.offer(sequence, buffer, offset, length, hashes.next());
        }
    }
}
