package io.millrace.ubscore.ingress;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.exceptions.AeronException;
import io.millrace.ubscore.egress.CommandSink;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's session with the consensus module of its own node, by shared memory. Connects, stays alive and connects anew step by
 * step; nothing here waits. One thread.
 */
public final class ClusterSession implements CommandSink, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClusterSession.class);
    private static final long KEEP_ALIVE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Aeron aeron;
    private final String name;
    private final int egressStreamId;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster cluster;
    private long nextAttemptNs = Long.MIN_VALUE;
    private long keepAliveNs;

    /** {@code egressStreamId} is this session's own on the node. */
    public ClusterSession(final Aeron aeron, final String name, final int egressStreamId) {
        this.aeron = aeron;
        this.name = name;
        this.egressStreamId = egressStreamId;
    }

    /** Connects or keeps alive; returns whether commands may be offered. */
    public boolean step(final long nowNs) {
        try {
            if (cluster == null) {
                return connect(nowNs);
            }
            cluster.pollEgress();
            if (cluster.isClosed()) {
                drop(nowNs, "closed");
                return false;
            }
            if (nowNs - keepAliveNs >= KEEP_ALIVE_INTERVAL_NS) {
                keepAliveNs = nowNs;
                cluster.sendKeepAlive();
            }
            return true;
        } catch (final AeronException e) {
            drop(nowNs, e.getMessage());
            return false;
        }
    }

    private boolean connect(final long nowNs) {
        if (connecting == null) {
            if (nextAttemptNs != Long.MIN_VALUE && nowNs - nextAttemptNs < 0) {
                return false;
            }
            connecting = AeronCluster.asyncConnect(new AeronCluster.Context()
                    .aeron(aeron)
                    .ownsAeronClient(false)
                    .ingressChannel("aeron:ipc?term-length=16m")
                    .egressChannel("aeron:ipc?term-length=64k")
                    .egressStreamId(egressStreamId)
                    // What it offers is told by state, not by replies; without a listener the client calls each reply
                    // an error.
                    .egressListener((sessionId, timestamp, buffer, offset, length, header) -> {})
                    .clientName(name));
        }
        cluster = connecting.poll();
        if (cluster == null) {
            return false;
        }
        connecting = null;
        keepAliveNs = nowNs;
        return true;
    }

    private void drop(final long nowNs, final String why) {
        LOGGER.info("session with the cluster ended name={} why={}", name, why);
        close();
        nextAttemptNs = nowNs + RETRY_INTERVAL_NS;
    }

    @Override
    public boolean offer(final DirectBuffer buffer, final int offset, final int length) {
        if (cluster == null) {
            return false;
        }
        final long result = cluster.offer(buffer, offset, length);
        if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
            close();
        }
        return result > 0;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(connecting, cluster);
        connecting = null;
        cluster = null;
    }
}
