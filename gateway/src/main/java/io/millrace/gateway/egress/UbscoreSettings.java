package io.millrace.gateway.egress;

import java.util.List;

/**
 * How the gateway speaks with UBSCore.
 *
 * @param aeronDirectory directory of the client's own media driver
 * @param localHost address that replies are received on
 * @param requestTimeoutMs how long a command may take; after it its outcome is unknown
 * @param queryTimeoutMs how long a query may take
 * @param inFlightMax commands of a shard, and queries, without an answer; as many more may wait to be sent
 */
public record UbscoreSettings(
        List<ShardEndpoints> shards,
        String aeronDirectory,
        String localHost,
        long requestTimeoutMs,
        long queryTimeoutMs,
        int inFlightMax) {}
