package io.millrace.gateway.ingress;

import javax.net.ssl.SSLContext;

/**
 * Bounds of the HTTP server.
 *
 * @param ioThreads 0: one a core
 * @param bodyLengthMax longest body, in bytes
 * @param readTimeoutMs how long a client may be silent in the middle of a request, and how long a request may take to arrive
 * @param idleTimeoutMs how long a connection may be silent between requests
 * @param drainTimeoutMs how long requests under way may still take at shutdown
 * @param connectionsMax connections that are open at once; who comes then waits to be let in
 * @param tls null: in the clear
 */
public record HttpSettings(
        String host,
        int port,
        int ioThreads,
        int bodyLengthMax,
        int readTimeoutMs,
        int idleTimeoutMs,
        int drainTimeoutMs,
        int connectionsMax,
        SSLContext tls) {
    private static final int CONNECTIONS_MAX = 20_000;

    /** In the clear, with the usual bound of connections. */
    public HttpSettings(
            final String host,
            final int port,
            final int ioThreads,
            final int bodyLengthMax,
            final int readTimeoutMs,
            final int idleTimeoutMs,
            final int drainTimeoutMs) {
        this(host, port, ioThreads, bodyLengthMax, readTimeoutMs, idleTimeoutMs, drainTimeoutMs, CONNECTIONS_MAX, null);
    }
}
