package io.millrace.simulation;

import java.util.Random;

/** The run's only time. It goes on when the run says so. */
final class SimulatedClock {
    private static final long EPOCH_US = 1_767_225_600_000_000L;

    private long nowNs = 1;

    long nowNs() {
        return nowNs;
    }

    /** Microseconds since the Unix epoch. */
    long nowUs() {
        return EPOCH_US + nowNs / 1_000;
    }

    /** Goes on a little; now and then by much, as after a pause of the machine. */
    void advance(final Random random) {
        final long pauseNs = random.nextInt(400) == 0 ? random.nextInt(3_000_000_00) : 0;
        nowNs += 1_000 + random.nextInt(4_000_000) + pauseNs;
    }
}
