/**
 * Starts the processes of one machine's exchange in order, watches them, starts again what died and stops them in
 * reverse order. {@link io.millrace.exchange.launch.Supervisor} is stepped by one thread and knows processes only through
 * {@link io.millrace.exchange.launch.ManagedProcess}.
 */
package io.millrace.exchange.launch;
