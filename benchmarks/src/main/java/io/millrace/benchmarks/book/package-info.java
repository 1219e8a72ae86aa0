/** The order book against other engines, its cost as it grows, and what the engine around it adds. */
package io.millrace.benchmarks.book;
