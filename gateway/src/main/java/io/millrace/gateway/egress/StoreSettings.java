package io.millrace.gateway.egress;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the store is and how long it may take.
 *
 * @param shards of UBSCore, for the place of a user's events
 * @param balancePartitions of balance.events
 */
public record StoreSettings(
        List<InetSocketAddress> contactPoints,
        String datacenter,
        String keyspace,
        long requestTimeoutMs,
        int inFlightMax,
        int shards,
        int balancePartitions) {}
