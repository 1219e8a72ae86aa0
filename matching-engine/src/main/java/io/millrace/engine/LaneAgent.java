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
 * One lane at work: takes what the broker has, matches it, journals it, and only then publishes. Owned by one thread, stepped
 * by {@link #doWork}; after an exception it must not be stepped again.
 *
 * <p>When the broker has more, or gave much, the force of a batch is left to the commit runner and the next batch is matched
 * meanwhile; else this thread forces and publishes at once. Either way one batch is forced at a time, in order.
 *
 * <p>Until it has the lane's claim it does all of that but publish: a standby's journal has the same bytes as its owner's.
 */
public final class LaneAgent implements AutoCloseable {
    /** Type of an {@code EngineOutput} among the journal's records. */
    public static final int RECORD_TYPE = 1;

    private static final Logger LOGGER = LoggerFactory.getLogger(LaneAgent.class);
    /** Of so many records more follow, as a rule: less is not worth waking the commit runner. */
    private static final int BESIDE_COUNT_MIN = 64;

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
    private final LaneCommits commits;

    private volatile boolean owner;
    private int heldLength;
    private boolean isWaitingForRoom;
    private boolean spaceSaid;
    private boolean hasStepped;
    private long roomAtNs;
    private long claimAtNs;
    private long purgeAtNs;

    /**
     * @param processor         recovered from the journal.
     * @param runner            runs the commits that need not be waited for; closed with this.
     * @param outlets           opens the way to the readers once the lane is claimed, behind the output given.
     * @param confirmedSequence up to where nobody needs the journal any more, snapshots aside.
     */
    public LaneAgent(
            final LaneProcessor processor,
            final Journal journal,
            final RecordSource source,
            final LaneSnapshots snapshots,
            final LaneClaim claim,
            final CommitRunner runner,
            final Function<LaneStart, OutputOutlet> outlets,
            final LongSupplier confirmedSequence) {
        this.processor = processor;
        this.journal = journal;
        this.source = source;
        this.snapshots = snapshots;
        this.claim = claim;
        this.outlets = outlets;
        this.confirmedSequence = confirmedSequence;
        commits = new LaneCommits(journal, processor.chain(), runner);
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
        if (!hasStepped) {
            hasStepped = true;
            roomAtNs = nowNs;
            claimAtNs = nowNs;
            purgeAtNs = nowNs;
        }
        if (isBreakDue(nowNs)) {
            takeBreak(nowNs);
        }
        int work = 0;
        if (!commits.isIdle() || hasRoom(nowNs)) {
            work = takeRecords();
            commit(work, nowNs);
        }
        return commits.isIdle() ? work + commits.doWork(nowNs) : work;
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
        commits.close();
        source.close();
        journal.close();
        claim.close();
    }

    /** Whether there is something to do that needs everything computed to be forced. */
    private boolean isBreakDue(final long nowNs) {
        return (!owner && nowNs - claimAtNs >= 0)
                || nowNs - purgeAtNs >= 0
                || snapshots.isDue(processor.outputSequence());
    }

    private void takeBreak(final long nowNs) {
        commits.awaitIdle();
        if (journal.appendedCount() > 0 && journal.hasRoom()) {
            commits.commit(nowNs);
        }
        if (heldLength == 0 && journal.appendedCount() == 0) {
            claim(nowNs);
            snapshots.offer(processor);
        }
        if (nowNs - purgeAtNs >= 0) {
            purgeAtNs = nowNs + PURGE_INTERVAL_NS;
            journal.purge(Math.min(confirmedSequence.getAsLong(), snapshots.coveredSequence()) + 1);
        }
    }

    private void claim(final long nowNs) {
        if (!owner && nowNs - claimAtNs >= 0) {
            claimAtNs = nowNs + CLAIM_INTERVAL_NS;
            if (claim.tryAcquire()) {
                commits.open(outlets.apply(new LaneStart(processor.outputSequence(), processor.lastHash())));
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

    /** Matches what the broker has, as far as the batch has room; returns how many records that were. */
    private int takeRecords() {
        if (heldLength > 0) {
            if (!append(heldLength)) {
                return 0;
            }
            heldLength = 0;
        }
        int count = 0;
        source.poll(journal.appendedCount() == 0 && commits.isIdle());
        while (heldLength == 0 && source.next()) {
            take(source.offset(), source.value());
            count++;
        }
        return count;
    }

    private void take(final long offset, final DirectBuffer value) {
        final int length = processor.match(offset, value, 0, value.capacity());
        if (length > 0 && !append(length)) {
            heldLength = length;
        }
    }

    private boolean append(final int length) {
        return journal.append(RECORD_TYPE, processor.outputSequence(), processor.output(), 0, length);
    }

    /** Sees to it that what was matched is forced: at once, by the runner, or later if the disk is still at the batch before. */
    private void commit(final int count, final long nowNs) {
        if (journal.appendedCount() == 0) {
            return;
        }
        if (count == 0 || heldLength > 0) {
            commits.awaitIdle();
        }
        if (!commits.isIdle() || !journal.hasRoom()) {
            return;
        }
        if (heldLength > 0 || source.hasMore() || count >= BESIDE_COUNT_MIN) {
            commits.commitBeside(nowNs);
        } else {
            commits.commit(nowNs);
        }
    }
}
