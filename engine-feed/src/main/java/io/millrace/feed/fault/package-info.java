/**
 * A network to be afraid of: links in memory that lose, double, delay, cut and scramble. Tests and the simulation run the feed
 * on it; production never does.
 */
package io.millrace.feed.fault;
