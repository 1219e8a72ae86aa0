/** What {@code millrace doctor} measures: small probes of one machine, each with its own words. */
package io.millrace.exchange.doctor;
