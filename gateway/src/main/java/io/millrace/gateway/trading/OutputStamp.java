package io.millrace.gateway.trading;

/** Where an engine output stands; {@code orderSequence} is that of the command behind it. */
public record OutputStamp(
        int shard, int lane, long orderSequence, long outputSequence, long coreSequence, long timestampUs) {}
