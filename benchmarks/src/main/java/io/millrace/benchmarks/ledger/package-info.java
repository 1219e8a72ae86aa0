/** The ledger alone, all its checks on. */
package io.millrace.benchmarks.ledger;
