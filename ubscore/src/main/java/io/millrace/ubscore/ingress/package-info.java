/**
 * From bytes to the core's calls: commands of the cluster's log on the service's thread, and, on the leader alone and on threads of
 * their own, the bridges that bring transfers and the engine's outputs into the log.
 *
 * <p>Promises that what is not intact has no effect, and that every record of a stream takes effect once and in order: each command
 * names the place it follows, and the core's own positions decide. Decides nothing about money, and knows nothing of what comes
 * out.
 */
package io.millrace.ubscore.ingress;
