/**
 * Where the tools' bytes come from: topics of a broker or of its files, journals, the store. Checks see these interfaces alone, so
 * that tests plant faults in them.
 */
package io.millrace.exchange.source;
