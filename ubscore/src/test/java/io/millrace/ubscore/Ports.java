package io.millrace.ubscore;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports for tests. */
final class Ports {
    private Ports() {}

    /** First of {@code count} UDP ports in a row that nobody uses now. */
    static int freeRange(final int count) {
        for (int attempt = 0; attempt < 100; attempt++) {
            final int first = 20_000 + ThreadLocalRandom.current().nextInt(10_000);
            if (isFree(first, count)) {
                return first;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean isFree(final int first, final int count) {
        for (int port = first; port < first + count; port++) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
            } catch (final IOException e) {
                return false;
            }
        }
        return true;
    }
}
