/**
 * A write-ahead journal: numbered records, appended in batches, each batch forced once and visible only then.
 *
 * <p>One thread owns a {@link io.millrace.journal.Journal} and writes; any number of threads read, each with a {@link
 * io.millrace.journal.JournalReader} of its own, and never touch the writer. Records are opaque bytes with a type and a
 * contiguous sequence. Nothing here knows of orders, clocks, threads or a network; the disk is a {@link
 * io.millrace.journal.Storage}, so that tests can tear, lose, flip, fill and fail it.
 */
package io.millrace.journal;
