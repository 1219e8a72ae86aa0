package io.millrace.chain.vault;

/** A block, by what it is and what it stands on. Hashes are hex, lower case, with their prefix. */
public record Head(long height, String hash, String parentHash) {}
