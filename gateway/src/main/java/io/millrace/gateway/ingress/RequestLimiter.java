package io.millrace.gateway.ingress;

import java.net.InetAddress;
import java.util.List;

/** Says who asks too often; refuses with RATE_LIMITED or TOO_MANY_ORDERS. Any thread may call; nothing blocks. */
interface RequestLimiter {
    /** Admits everyone. */
    RequestLimiter NONE = new RequestLimiter() {
        @Override
        public List<RateLimitPolicy> policies() {
            return List.of();
        }

        @Override
        public void admitAddress(final InetAddress address) {}

        @Override
        public long admitCaller(final Caller caller, final Route route) {
            return Long.MAX_VALUE;
        }
    };

    /** The limits, as they are published. */
    List<RateLimitPolicy> policies();

    /** Before anything else is read of a request. */
    void admitAddress(InetAddress address);

    /** Once it is known who asks for what; returns the units that are left. */
    long admitCaller(Caller caller, Route route);
}
