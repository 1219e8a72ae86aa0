package io.millrace.exchange.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whether the clock that stamps commands can be trusted: its source, its steps, and the year that it thinks it is. */
public final class Clocks {
    private static final Path SOURCE = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    private static final int LOOKS = 50;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Wall clock and monotonic clock may run apart by so much in the time of the looks. */
    private static final long DRIFT_MAX_MS = 20;

    private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");

    private Clocks() {}

    /** What is odd; empty: nothing. */
    public static List<String> findings() {
        final List<String> findings = new ArrayList<>();
        if (Instant.now().isBefore(EARLIEST)) {
            findings.add("it was never set");
        }
        final long startMs = System.currentTimeMillis();
        final long startNs = System.nanoTime();
        long last = startMs;
        for (int i = 0; i < LOOKS; i++) {
            LockSupport.parkNanos(PAUSE_NS);
            final long now = System.currentTimeMillis();
            if (now < last) {
                findings.add("it ran backwards by " + (last - now) + " ms");
            }
            last = now;
        }
        final long apartMs =
                System.currentTimeMillis() - startMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        if (Math.abs(apartMs) > DRIFT_MAX_MS) {
            findings.add("it was stepped by " + apartMs + " ms while it was watched");
        }
        return findings;
    }

    /** For an operator. */
    public static String describe(final List<String> findings) {
        return "now=" + Instant.now() + " source=" + source()
                + (findings.isEmpty() ? " steady" : " " + String.join("; ", findings));
    }

    private static String source() {
        try {
            return Files.readString(SOURCE).strip();
        } catch (final IOException e) {
            return "unknown";
        }
    }
}
