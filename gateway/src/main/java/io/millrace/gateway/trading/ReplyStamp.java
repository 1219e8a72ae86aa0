package io.millrace.gateway.trading;

/**
 * Where a command stands.
 *
 * @param orderSequence the record it made on its lane; 0: none
 * @param coreSequence UBSCore's sequence at which its effect is visible
 */
public record ReplyStamp(
        int shard, int lane, int instrumentId, long orderSequence, long coreSequence, long timestampUs) {}
