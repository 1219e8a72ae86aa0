/**
 * What the tools that look at an exchange share: where it is, how they end, how they print. They read and never write what
 * belongs to a service. Data goes to standard output, everything else to standard error.
 */
package io.millrace.exchange.tool;
