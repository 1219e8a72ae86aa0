/**
 * The domain: deposits, withdrawals, transactions and batches as state machines over {@link io.millrace.chain.vault.ChainRecord}s.
 * Pure: no clock, no transport, no codec. Owned by the agent's thread.
 */
package io.millrace.chain.vault;
