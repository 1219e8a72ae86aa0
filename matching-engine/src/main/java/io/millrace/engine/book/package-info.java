/**
 * Order books that match by price, then by arrival: a library with no I/O, no clock and no dependency but Agrona.
 *
 * <p>Start with {@link io.millrace.engine.book.OrderBook} (one instrument) or {@link
 * io.millrace.engine.book.MatchingEngine} (many, with fees and balance deltas). Commands go in as primitives and one
 * reused {@link io.millrace.engine.book.NewOrder}; effects come out through a {@link
 * io.millrace.engine.book.BookListener}, inside the call. The rules are in {@code docs/matching.md}.
 *
 * <p>One thread owns a book. The same commands give the same effects, always. Nothing is allocated per command once
 * arrays have grown to the book's size. Prices are ticks, quantities lots, amounts minor units, times microseconds since
 * the epoch.
 *
 * <p>A command is refused with a {@link io.millrace.engine.book.Reason} and leaves the book as it was. A broken invariant
 * throws {@link java.lang.IllegalStateException}: the book is then unusable.
 */
package io.millrace.engine.book;
