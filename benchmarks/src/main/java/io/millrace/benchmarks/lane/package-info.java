/** The order lane, whole and by its steps, beside the bare Kafka consumer; and what a lane with many orders costs to bring back. */
package io.millrace.benchmarks.lane;
