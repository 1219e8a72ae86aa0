/** Reads HOCON, environment and system properties into one configuration and refuses what no reference file documents. */
package io.millrace.exchange.config;
