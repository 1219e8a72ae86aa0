/**
 * UBSCore as it runs: a real Aeron Cluster of one node with fsync, beside an echo service in the same set-up; and how long it takes
 * to start again. The broker is one that takes everything at once.
 */
package io.millrace.benchmarks.core;
