/**
 * Rows on their way to the store: grouped by partition, bounded in flight, tried again until the store has them. Owned by the
 * settlement agent's thread; the driver's threads only report results. Promises that a batch is complete only when every row
 * of it was acknowledged. Must not import a wire codec; only the classes named {@code Cql...} know the driver.
 */
package io.millrace.settlement.egress;
