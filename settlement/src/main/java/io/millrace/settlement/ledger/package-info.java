/**
 * What happened, and the rows that say so: a function from the engine's outputs and UBSCore's balance events to rows of the
 * store's tables. Owned by the settlement agent's thread. Promises that the same events give the same rows, whatever the
 * batches they came in and however often they came. Must not import a transport, a codec, the driver or a logger; reads no
 * clock and no random source.
 */
package io.millrace.settlement.ledger;
