/**
 * WebSocket: what the exchange does, told to those who listen. One thread, the {@link StreamAgent}'s, owns channels and
 * subscriptions; each connection's frames are written by its own I/O thread from its own bounded {@link Outbox}. Nothing here
 * waits for a client. Knows the market through {@code trading} alone: imports neither {@code ingress} nor {@code egress}.
 */
package io.millrace.gateway.stream;
