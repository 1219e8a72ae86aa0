package io.millrace.gateway.trading;

/** A transaction of the operator's; an empty hash: there is none yet, height 0: it is in no block. */
public record ChainTransactionView(String hash, long height, long gasUsed) {}
