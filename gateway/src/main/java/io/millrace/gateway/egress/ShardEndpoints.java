package io.millrace.gateway.egress;

import java.util.List;

/**
 * Where one shard of UBSCore is.
 *
 * @param ingress members as Aeron Cluster wants them: {@code 0=host:port,1=host:port}
 * @param queries query streams of its nodes, {@code host:port}: the leader answers
 */
public record ShardEndpoints(String ingress, List<String> queries) {}
