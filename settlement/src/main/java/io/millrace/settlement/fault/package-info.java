/**
 * A store to be afraid of: tables in memory whose every request waits for someone to decide what becomes of it. Tests and the
 * simulation run settlement on it; production never does.
 */
package io.millrace.settlement.fault;
