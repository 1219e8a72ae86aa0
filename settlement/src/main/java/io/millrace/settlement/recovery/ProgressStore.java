package io.millrace.settlement.recovery;

import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where progress is kept. Called on the agent's thread; stages complete on any thread. */
public interface ProgressStore {
    /**
     * Moves parts of one stream on, all or none, provided that this writer still holds all of them. Completes with null, or
     * with what shows that another writer has taken over. A stage that fails with a
     * {@link io.millrace.settlement.egress.StoreFault} leaves open whether it was done: doing it again does no harm.
     */
    CompletionStage<Fenced> advance(Stream stream, List<StreamPosition> positions);

    /** Another writer holds a part. */
    record Fenced(Stream stream, int part, long ourEpoch, long theirEpoch, String theirName) {}
}
