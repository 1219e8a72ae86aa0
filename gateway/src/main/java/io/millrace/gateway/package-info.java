/**
 * The gateway: HTTP and WebSocket in, definite answers out, no state of its own. {@link io.millrace.gateway.GatewayMain}
 * wires it; {@code ingress} takes bytes in, {@code trading} is what it speaks of, {@code egress} reaches the others.
 */
package io.millrace.gateway;
