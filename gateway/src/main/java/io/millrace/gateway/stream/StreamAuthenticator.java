package io.millrace.gateway.stream;

import java.net.InetAddress;
import java.util.function.UnaryOperator;

/** Says who is behind a connection. Any thread may call; nothing blocks. */
@FunctionalInterface
public interface StreamAuthenticator {
    /**
     * The user named by headers, of the handshake or of an {@code auth} message; null if nobody is named. Refuses a wrong
     * key or signature.
     *
     * @param target path and query that a signature covers
     * @param header value of a header, null if it is not given
     */
    StreamUser authenticate(String target, UnaryOperator<String> header, InetAddress address);
}
