/**
 * What stands between a kill and a start: the lock on the data directory, the repair of torn recordings, snapshots written and
 * read, and the purge of what they replace.
 *
 * <p>Promises that nothing is started on bytes that are not what was written, and that what is refused says why. Runs before the
 * cluster is started, on the service's thread (snapshots), or on the housekeeping agent's (purge, free space). Knows nothing
 * of orders or money.
 */
package io.millrace.ubscore.recovery;
