package io.millrace.gateway.ingress;

/**
 * Bounds of the HTTP server.
 *
 * @param ioThreads 0: one a core
 * @param bodyLengthMax longest body, in bytes
 * @param readTimeoutMs how long a client may be silent in the middle of a request
 * @param idleTimeoutMs how long a connection may be silent between requests
 * @param drainTimeoutMs how long requests under way may still take at shutdown
 */
public record HttpSettings(
        String host,
        int port,
        int ioThreads,
        int bodyLengthMax,
        int readTimeoutMs,
        int idleTimeoutMs,
        int drainTimeoutMs) {}
