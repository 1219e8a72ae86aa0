package io.millrace.chain.vault;

import java.util.List;

/** Where the state lives. */
public interface ChainJournal {
    /**
     * Makes records and operations durable together, all or none, before it returns. After an exception nobody knows, and the state
     * has to be built again from what is kept.
     */
    void commit(List<ChainRecord> records, List<Operation> operations);
}
