package io.millrace.gateway.ingress;

import io.millrace.gateway.stream.StreamAuthenticator;
import io.millrace.gateway.stream.StreamUser;
import java.net.InetAddress;
import java.util.function.UnaryOperator;

/** Says who opens a connection, as it is said of any request. Any thread may call. */
final class StreamCallers implements StreamAuthenticator {
    private final CallerResolver callers;

    StreamCallers(final CallerResolver callers) {
        this.callers = callers;
    }

    @Override
    public StreamUser authenticate(final String target, final UnaryOperator<String> header, final InetAddress address) {
        final Caller caller = callers.resolve(new RequestHead("GET", target, header, address), null);
        return caller.user() == 0
                ? null
                : new StreamUser(
                        caller.user(),
                        caller.scopes().contains(Access.READ),
                        caller.scopes().contains(Access.TRADE));
    }
}
