package io.millrace.gateway.ingress;

/** Says who asks. Any thread may call; nothing blocks. */
@FunctionalInterface
interface CallerResolver {
    /** The caller; {@link Caller#anonymous} if nobody is named. Refuses a wrong name, key or signature. */
    Caller resolve(RequestHead head, byte[] body);
}
