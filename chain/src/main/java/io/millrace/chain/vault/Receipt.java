package io.millrace.chain.vault;

/** What became of a transaction in a block. */
public record Receipt(String txHash, long height, String blockHash, boolean succeeded, long gasUsed) {}
