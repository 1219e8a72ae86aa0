/**
 * Proof of liabilities: what the exchange owes to all its users, in a Merkle-sum tree per asset, so that every user can check that their
 * own balance is counted in and nobody can be counted out to make the sum smaller.
 *
 * <p>The tree hashes both children's sums, not their total alone, and no sum may be negative or overflow: without either the published
 * total could be made smaller than what is owed (Chalkias, Chatzigiannis and Ji, "Broken Proofs of Solvency in Blockchain Custodial
 * Wallets and Exchanges", 2022; the tree is that of Ji and Chalkias, "Generalized Proof of Liabilities", CCS 2021, without its
 * zero-knowledge layers: whoever holds one proof sees the sums of its siblings, and not whose they are).
 */
package io.millrace.exchange.proof;
