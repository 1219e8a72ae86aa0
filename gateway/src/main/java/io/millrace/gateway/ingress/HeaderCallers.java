package io.millrace.gateway.ingress;

import java.util.EnumSet;
import java.util.Set;

/** Authentication off: the header {@code X-User-Id} is believed. Only for loopback. */
final class HeaderCallers implements CallerResolver {
    static final String HEADER = "X-User-Id";
    /** Transfers name their user themselves. */
    private static final Set<Access> NAMED_IN_BODY = Set.of(Access.TRANSFER);

    private static final Set<Access> ALL_BUT_ADMIN = Set.copyOf(EnumSet.complementOf(EnumSet.of(Access.ADMIN)));

    @Override
    public Caller resolve(final RequestHead head, final byte[] body) {
        final String user = head.header(HEADER);
        return user == null
                ? new Caller(head.address().getHostAddress(), 0, NAMED_IN_BODY)
                : new Caller("user-" + user, Values.id(HEADER, user), ALL_BUT_ADMIN);
    }
}
