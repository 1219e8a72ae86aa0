package io.millrace.ubscore.egress;

import io.millrace.schema.Topics;
import io.millrace.schema.sbe.OutboxStream;

/**
 * One partition of one outgoing stream.
 *
 * @param index     place among all of them, from 0.
 * @param stream    which stream.
 * @param partition its lane or partition.
 */
public record PartitionPlace(int index, OutboxStream stream, int partition) {
    /** The topic that the stream goes to. */
    public String topic() {
        return stream == OutboxStream.ORDERS ? Topics.ORDERS : Topics.BALANCE_EVENTS;
    }
}
