package io.millrace.gateway.ingress;

import java.net.InetAddress;

/** Says who asks too often; refuses with RATE_LIMITED or TOO_MANY_ORDERS. Any thread may call; nothing blocks. */
interface RequestLimiter {
    /** Admits everyone. */
    RequestLimiter NONE = new RequestLimiter() {
        @Override
        public void admitAddress(final InetAddress address) {}

        @Override
        public void admitCaller(final Caller caller, final Route route) {}
    };

    /** Before anything else is read of a request. */
    void admitAddress(InetAddress address);

    /** Once it is known who asks for what. */
    void admitCaller(Caller caller, Route route);
}
