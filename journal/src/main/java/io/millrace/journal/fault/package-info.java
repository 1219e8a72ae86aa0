/**
 * A disk to be afraid of: storage in memory that tears, loses, flips, fills and fails on demand. Tests and the simulation
 * run the journal and the snapshots on it; production never does.
 */
package io.millrace.journal.fault;
