/**
 * UBSCore: the balance authority as a service on Aeron Cluster. {@link io.millrace.ubscore.UbscoreMain} wires it, {@code
 * BalanceService} hosts the core of {@code account} in the replicated log.
 *
 * <p>Promises that what was acknowledged is in the log of a majority and on its disks, takes effect once, and survives any kill;
 * and that a node whose state is in doubt halts rather than goes on. Rooms: {@code ingress}, {@code account} (the domain),
 * {@code egress}, {@code recovery}.
 */
package io.millrace.ubscore;
