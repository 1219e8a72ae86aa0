/**
 * The command {@code ./millrace bench}: what is fast, against what, and how that grows. One package a bench; here is what they
 * share. Reports only: nothing here fails because it was slow.
 */
package io.millrace.benchmarks;
