/**
 * The whole exchange as {@code ./millrace up} starts it, under orders that come at their own pace: how many a second it sustains, and
 * how long each takes from hop to hop.
 */
package io.millrace.benchmarks.exchange;
