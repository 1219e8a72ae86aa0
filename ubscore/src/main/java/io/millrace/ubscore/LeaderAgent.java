package io.millrace.ubscore;

import io.millrace.ubscore.egress.LeaderDuty;
import io.millrace.ubscore.ingress.ClusterSession;
import io.millrace.ubscore.ingress.CorePositions;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NanoClock;

/**
 * Steps a duty while this node leads and its session with the cluster is up. An exception halts the node: what passes by itself is
 * handled inside the duty. One thread.
 */
final class LeaderAgent implements Agent {
    private final LeaderDuty duty;
    private final ClusterSession session;
    private final CorePositions positions;
    private final HaltSignal halt;
    private final NanoClock clock;
    private long activeTerm = CorePositions.NO_TERM;
    private boolean begun;

    LeaderAgent(
            final LeaderDuty duty,
            final ClusterSession session,
            final CorePositions positions,
            final HaltSignal halt,
            final NanoClock clock) {
        this.duty = duty;
        this.session = session;
        this.positions = positions;
        this.halt = halt;
        this.clock = clock;
    }

    @Override
    public int doWork() {
        try {
            final long term = halt.isRaised() ? CorePositions.NO_TERM : positions.leadershipTerm();
            if (term != activeTerm) {
                stop();
                activeTerm = term;
            }
            return term == CorePositions.NO_TERM ? 0 : step(clock.nanoTime());
        } catch (final RuntimeException | Error e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AgentTerminationException("interrupted");
            }
            halt.raise(duty.name(), e);
            return 0;
        }
    }

    private int step(final long nowNs) {
        if (!session.step(nowNs)) {
            if (begun) {
                begun = false;
                duty.end();
            }
            return 0;
        }
        if (!begun) {
            begun = true;
            duty.begin();
        }
        return duty.doWork(nowNs);
    }

    private void stop() {
        if (begun) {
            begun = false;
            duty.end();
        }
        session.close();
    }

    @Override
    public void onClose() {
        stop();
    }

    @Override
    public String roleName() {
        return duty.name();
    }
}
