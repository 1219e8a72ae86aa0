/**
 * The {@code millrace} command. {@code config} reads and checks the configuration, {@code run} keeps the state of a run
 * in files, {@code launch} starts and supervises the processes; the commands stand here. Holds no logic of any service:
 * it launches each {@code XMain} and tells its end by an exit code ({@link io.millrace.exchange.ExitCodes}).
 */
package io.millrace.exchange;
