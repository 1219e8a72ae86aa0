/**
 * Who has how much, free and held: the only place where money moves.
 *
 * <p>{@link io.millrace.ubscore.account.BalanceCore} is a function of (state, command) to (state, records). It promises that the
 * same commands give the same records and the same state, byte for byte, on every machine; that what it refuses leaves balances
 * untouched; and that it halts with a {@link io.millrace.ubscore.account.BreachException} rather than keep a book that does not
 * add up. One thread owns it. It reads no clock and no random source, writes nothing but to the listener it is given, and imports
 * nothing but Agrona: no transport, codec, database or logger.
 */
package io.millrace.ubscore.account;
