/**
 * The whole exchange on one thread from one seed: the real state machines and agents of UBSCore, engine, feed and settlement, stepped
 * in an order that the seed decides, over a broker, a log, disks, links, a store and a clock in memory that fail as the seed says. The
 * same seed gives the same run to the last byte, so a failure is found again by its number.
 *
 * <p>Nothing here reads a clock or a random source but the run's own.
 */
package io.millrace.simulation;
