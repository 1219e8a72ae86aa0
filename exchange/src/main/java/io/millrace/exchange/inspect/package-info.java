/** Small questions about one order, one account, one book, one journal: each answered from logs and topics, as the audit would. */
package io.millrace.exchange.inspect;
