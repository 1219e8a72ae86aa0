package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Those who mean no harm: each of their requests is answered, and how long that takes is written down. One thread. */
final class OtherClients {
    private final GatewayFixture fixture;
    private final long bytesBefore = used();
    private final List<Long> micros = new ArrayList<>();
    private long bytesMax;

    OtherClients(final GatewayFixture fixture) {
        this.fixture = fixture;
    }

    void ask(final String path, final long userId) {
        final long startNs = System.nanoTime();
        assertEquals(200, fixture.get(path, userId).status());
        micros.add((System.nanoTime() - startNs) / 1000);
    }

    /** The heap may have grown by so much since this was made. */
    void requireHeap(final long growthMax) {
        final long bytes = used() - bytesBefore;
        bytesMax = Math.max(bytesMax, bytes);
        assertTrue(bytes < growthMax, "bytes=" + bytes);
    }

    int count() {
        return micros.size();
    }

    /** Latencies in microseconds; all were answered, or the test has failed. */
    @Override
    public String toString() {
        Collections.sort(micros);
        return "others served=" + micros.size() + " of " + micros.size() + " p50us=" + quantile(0.5) + " p99us="
                + quantile(0.99) + " maxus=" + quantile(1) + " heap grown by at most=" + bytesMax;
    }

    private long quantile(final double part) {
        return micros.get((int) Math.min(micros.size() - 1, part * micros.size()));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
