/**
 * From the core's words to bytes: records into the replicated outbox, replies to sessions, answers to queries, and, on the leader
 * alone, the outbox into the broker.
 *
 * <p>Promises that every record reaches its partition in sequence, at least once and, by its sequence, exactly once for whoever
 * reads it; and that nothing here ever blocks the service's thread, which owns the outbox. The publisher has a thread of its own and
 * only reads. Decides nothing about money.
 */
package io.millrace.ubscore.egress;
