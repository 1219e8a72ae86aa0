package io.millrace.settlement.egress;

import io.millrace.settlement.ledger.Row;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where rows go. Called on the agent's thread; stages complete on any thread. */
public interface RowStore {
    /**
     * Writes rows of one partition key, all together and without waiting. A stage that fails with a {@link StoreFault}
     * leaves open whether they were written.
     */
    CompletionStage<Void> write(List<Row> rows);
}
