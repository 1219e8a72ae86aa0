package io.millrace.simulation;

import io.millrace.feed.BookImageSource;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedSink;
import io.millrace.feed.OutputSource;
import io.millrace.feed.ReplayResponder;
import io.millrace.journal.fault.FaultStorage;
import io.millrace.journal.fault.PowerLossException;
import io.millrace.schema.sbe.FeedConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The engine process with all lanes: dies and comes back as a whole, its disks stay. */
final class SimulatedEngine implements OutputSource {
    /** Steps after which a planted engine hangs. */
    private static final int STEPS_BEFORE_HANG = 300;

    private final SimulatedClock clock;
    private final Random random;
    private final SimulatedBroker broker;
    private final FeedContext feed;
    private final FeedSink sink;
    private final PlantedBug bug;
    private final SnapshotDamage damage;
    private final List<FaultStorage> disks = new ArrayList<>();
    private final List<SimulatedLane> lanes = new ArrayList<>();
    private ReplayResponder responder;
    private boolean up;
    private int steps;

    SimulatedEngine(
            final SimulatedClock clock,
            final Random random,
            final SimulatedBroker broker,
            final FeedContext feed,
            final FeedSink sink,
            final SnapshotDamage damage,
            final PlantedBug bug) {
        this.clock = clock;
        this.random = random;
        this.broker = broker;
        this.feed = feed;
        this.sink = sink;
        this.damage = damage;
        this.bug = bug;
        broker.orders.forEach(lane -> disks.add(new FaultStorage()));
    }

    /** Starts the process; a disk may lose power in the middle of it. */
    void start() {
        try {
            for (int lane = 0; lane < disks.size(); lane++) {
                lanes.add(new SimulatedLane(lane, clock, random, broker, disks.get(lane), feed, sink, bug));
            }
        } catch (final RuntimeException failure) {
            dieOfPowerLoss(failure);
            return;
        }
        responder = new ReplayResponder(feed, this, BookImageSource.NONE, (lane, consumer, part, sequence) -> {
            if (consumer == FeedConsumer.UBSCORE) {
                lanes.get(lane).progress.onUbscore(part, sequence);
            } else {
                lanes.get(lane).progress.onSettlement(sequence);
            }
        });
        up = true;
    }

    boolean isUp() {
        return up;
    }

    List<SimulatedLane> lanes() {
        return lanes;
    }

    /** One step of each lane. A disk that loses power in it takes the process down. */
    void step() {
        if (bug == PlantedBug.ENGINE_HANGS && ++steps > STEPS_BEFORE_HANG) {
            return;
        }
        try {
            for (final SimulatedLane lane : lanes) {
                if (random.nextInt(4) > 0) {
                    lane.step();
                }
            }
        } catch (final RuntimeException failure) {
            dieOfPowerLoss(failure);
        }
    }

    private void dieOfPowerLoss(final RuntimeException failure) {
        if (!isPowerLoss(failure)) {
            throw failure;
        }
        die(true);
    }

    private static boolean isPowerLoss(final Throwable failure) {
        return failure instanceof PowerLossException || failure.getCause() != null && isPowerLoss(failure.getCause());
    }

    /** Answers a request of the feed's; null if the process is down, or has nothing to say. */
    byte[] respond(final byte[] request) {
        return up ? responder.respond(request) : null;
    }

    /** Arms a disk to fail in the middle of an operation to come. */
    void losePowerSoon() {
        disks.get(random.nextInt(disks.size())).losePowerAfter(random.nextInt(6), random.nextInt(300));
    }

    /** The process is gone at once; with {@code power} what it had not forced may be gone too. */
    void die(final boolean power) {
        disks.replaceAll(disk -> power ? disk.powerLost(random) : disk.killed());
        disks.forEach(damage::meet);
        lanes.clear();
        up = false;
    }

    @Override
    public Ownership ownership(final int lane) {
        if (lane >= lanes.size()) {
            return Ownership.UNKNOWN;
        }
        return lanes.get(lane).isOwner() ? Ownership.OWNER : Ownership.NOT_OWNER;
    }

    @Override
    public long earliestSequence(final int lane) {
        return lanes.get(lane).earliestSequence();
    }

    @Override
    public long headSequence(final int lane) {
        return lanes.get(lane).forcedSequence();
    }

    @Override
    public int read(final int lane, final long fromSequence, final OutputConsumer consumer) {
        return lanes.get(lane).read(fromSequence, consumer);
    }
}
