/** Settlement beside the bare driver that writes the same rows. */
package io.millrace.benchmarks.settlement;
