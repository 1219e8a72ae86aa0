package io.millrace.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine. */
public final class Ports {
    private Ports() {}

    /** A port that was free a moment ago; nothing reserves it. */
    public static int free(final String host) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new EmbeddedException("no free port host=" + host, e);
        }
    }

    /** Whether something listens or has bound there. */
    public static boolean isTaken(final String host, final int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return false;
        } catch (final IOException e) {
            return true;
        }
    }

    static int orFree(final int port, final String host) {
        return port == 0 ? free(host) : port;
    }
}
