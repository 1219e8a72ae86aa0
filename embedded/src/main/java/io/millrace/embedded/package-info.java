/**
 * Apache Kafka and Apache Cassandra as child processes on this machine, for those who have no Redpanda and ScyllaDB at
 * hand: same protocols, one node each, nothing to install but a JDK.
 *
 * <p>A child's class path is written by the Maven modules {@code embedded/broker} and {@code embedded/store} and never
 * mixes with ours. What a child has acknowledged survives the kill of any process: the broker has it in the operating
 * system's page cache, the store in its commit log on disk. Neither is meant to survive the loss of the machine: that
 * is what replicas are for.
 */
package io.millrace.embedded;
