package io.millrace.gateway.ingress;

/** What a caller must be allowed to do for a route. */
enum Access {
    PUBLIC,
    READ,
    TRADE,
    TRANSFER,
    ADMIN
}
