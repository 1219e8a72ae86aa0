/**
 * Deposits, withdrawals and batch settlement on an EVM chain. One thread owns all of its state, which is a fold of the topic
 * {@code chain.events}: what is decided is written there first, and done afterwards, as often as it takes.
 */
package io.millrace.chain;
