/**
 * Settlement, the only writer of the store: takes the engine's outputs and UBSCore's balance events, turns each into rows
 * ({@code ledger}), writes them ({@code egress}) and remembers how far it is ({@code recovery}). Progress advances only
 * after every row before it is acknowledged, and every row follows from its event alone: so whatever is written twice is
 * written the same. One agent on one thread owns all state; the driver's threads only report what became of a write.
 */
package io.millrace.settlement;
