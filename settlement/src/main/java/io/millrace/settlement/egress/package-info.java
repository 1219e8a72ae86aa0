/**
 * Rows on their way to the store: grouped by partition, bounded in flight, tried again until the store has them. Owned by the
 * settlement agent's thread; the driver's threads only report results. Promises that a batch is complete only when every row
 * of it was acknowledged. Must not import a wire codec or a transport but the driver, and the driver in one class alone.
 */
package io.millrace.settlement.egress;
