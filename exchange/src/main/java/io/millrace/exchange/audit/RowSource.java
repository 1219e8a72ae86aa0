package io.millrace.exchange.audit;

import io.millrace.settlement.ledger.Table;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The store's rows, each as values in the order of the table's columns, bytes as arrays. An answer fails with a
 * {@link io.millrace.exchange.source.CorruptSourceException} where the store can't read what it wrote.
 */
interface RowSource {
    /** All rows of a partition. */
    CompletionStage<List<Object[]>> whole(Table table, List<Object> partitionKey);

    /** Rows of a partition whose first clustering column is from {@code min} to {@code max}. */
    CompletionStage<List<Object[]>> range(Table table, List<Object> partitionKey, Object min, Object max);
}
