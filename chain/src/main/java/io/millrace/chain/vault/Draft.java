package io.millrace.chain.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Decisions of one step: in the state at once, in the journal before anything is done about them. */
final class Draft {
    private final ChainState state;
    private final ChainJournal journal;
    private final List<ChainRecord> records = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    Draft(final ChainState state, final ChainJournal journal) {
        this.state = state;
        this.journal = journal;
    }

    void add(final ChainRecord record) {
        state.apply(record);
        records.add(record);
    }

    /** Numbers an operation of a user and sends it with the records of this step; returns its sequence. */
    long send(final int part, final LongFunction<Operation> operation) {
        final long sequence = state.place(ChainRecord.Stream.OPERATIONS, part).sequence() + 1;
        operations.add(operation.apply(sequence));
        add(new ChainRecord.Place(ChainRecord.Stream.OPERATIONS, part, sequence, ""));
        return sequence;
    }

    int count() {
        return records.size();
    }

    /** Makes the step durable; returns how many records that were. */
    int commit() {
        final int count = records.size();
        if (count > 0) {
            journal.commit(List.copyOf(records), List.copyOf(operations));
            records.clear();
            operations.clear();
        }
        return count;
    }
}
