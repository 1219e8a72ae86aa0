/** What is fast, against what, and how that grows. Reports only: nothing here fails because it was slow. */
package io.millrace.benchmarks;
