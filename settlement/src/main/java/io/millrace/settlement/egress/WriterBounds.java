package io.millrace.settlement.egress;

/**
 * What bounds the writer.
 *
 * @param batchesMax batches given and not yet written: the memory that waits for the store.
 * @param inFlightMax groups sent and not yet acknowledged: what the store has to do at a time.
 * @param groupRowsMax rows to a group.
 * @param groupLengthMax bytes to a group, by estimate; a single larger row goes alone.
 * @param retryMinNs first pause after a fault.
 * @param retryMaxNs longest pause.
 */
public record WriterBounds(
        int batchesMax, int inFlightMax, int groupRowsMax, int groupLengthMax, long retryMinNs, long retryMaxNs) {}
