/**
 * The state of a run as files under {@code DATA/run}: one JSON file a process, the lock of the one supervisor, the
 * configuration that the processes got. What is left of a killed run is told from a stranger's process by process id and
 * start time together.
 */
package io.millrace.exchange.run;
