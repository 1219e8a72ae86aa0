package io.millrace.chain.vault;

/** Holds the operator's key, and shows it to nobody. */
public interface Signer {
    /** The operator. */
    String address();

    /** Signs a call of the vault. */
    ChainRecord.Attempt sign(long nonce, long gasLimit, FeeQuote fee, String data);
}
