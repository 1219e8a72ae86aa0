package io.millrace.ubscore.account;

/** Lets each record of balance.operations in once, and each numbered operation of a source. */
final class OperationPlaces {
    private final CoreState state;
    private final Records records;
    private final SourceResult result = new SourceResult();

    OperationPlaces(final CoreState state, final Records records) {
        this.state = state;
        this.records = records;
    }

    /**
     * Takes the record's place, if it is new and its effects have room.
     *
     * @param eventCount records of balance.events that it makes at most, were all of them on one partition.
     */
    ApplyStatus enter(final Operation operation, final int eventCount) {
        if (isApplied(operation.partition, operation.recordOffset)) {
            return ApplyStatus.DUPLICATE;
        }
        if (!records.hasReservedRoom(records.partition(operation.userId), eventCount)
                || !records.hasReservedRoom(records.partition(AccountIds.EXTERNAL), eventCount)) {
            return ApplyStatus.NO_ROOM;
        }
        take(operation.partition, operation.recordOffset);
        return ApplyStatus.APPLIED;
    }

    ApplyStatus skip(final int partition, final long recordOffset) {
        if (isApplied(partition, recordOffset)) {
            return ApplyStatus.DUPLICATE;
        }
        take(partition, recordOffset);
        return ApplyStatus.APPLIED;
    }

    private boolean isApplied(final int partition, final long recordOffset) {
        final long[] offsets = state.sequences.operationOffsets;
        if (partition < 0 || partition >= offsets.length) {
            throw new BreachException("record of an unknown partition invariant=I5 partition=" + partition
                    + " partitions=" + offsets.length);
        }
        return recordOffset <= offsets[partition];
    }

    private void take(final int partition, final long recordOffset) {
        state.sequences.operationOffsets[partition] = recordOffset;
        state.sequences.coreSequence++;
    }

    /** Whether a source's operation is the next one; if so it counts as applied, whatever becomes of it. If not, it is answered. */
    boolean isNext(final SourcedOperation operation) {
        if (operation.sourceId < 1 || operation.sourceId > CoreConfig.SOURCE_ID_MAX) {
            answer(operation, Reason.BAD_SOURCE);
            return false;
        }
        final long[] applied = state.sequences.sources[operation.sourceId];
        final long last = applied[operation.partition];
        if (operation.sourceSequence > last + 1) {
            answer(operation, Reason.SOURCE_GAP);
        }
        if (operation.sourceSequence != last + 1) {
            return false;
        }
        applied[operation.partition] = operation.sourceSequence;
        return true;
    }

    void answer(final SourcedOperation operation, final Reason reason) {
        final boolean known = operation.sourceId >= 1 && operation.sourceId <= CoreConfig.SOURCE_ID_MAX;
        result.sourceId = operation.sourceId;
        result.partition = operation.partition;
        result.sourceSequence = operation.sourceSequence;
        result.sourceSequenceApplied = known ? state.sequences.sources[operation.sourceId][operation.partition] : 0;
        result.userId = operation.userId;
        result.outcome = reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED;
        result.reason = reason;
        records.listener.onSourceResult(records.nextOnPartition(records.partition(operation.userId)), result);
    }
}
