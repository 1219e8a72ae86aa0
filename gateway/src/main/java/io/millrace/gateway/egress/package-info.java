/**
 * Calls to bytes: the ports' other ends. UBSCore by Aeron, transfers by the broker, reads by CQL. Each client owns its
 * threads and answers through the stages it returned; nothing here blocks a caller. Knows nothing of HTTP.
 */
package io.millrace.gateway.egress;
