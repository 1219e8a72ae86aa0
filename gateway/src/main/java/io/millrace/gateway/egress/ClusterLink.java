package io.millrace.gateway.egress;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.logbuffer.Header;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one shard's cluster, made anew for ever when it is lost, with backoff. One thread: the agent's; no call
 * blocks. Each session, and each new leader within one, is an epoch: what was offered in an older one may be lost.
 */
final class ClusterLink implements EgressListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClusterLink.class);
    private static final int EGRESS_STREAM_ID = 102;
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);
    /** A restarted single node speaks up within this, or a new session is faster. */
    private static final long NEW_LEADER_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final long KEEP_ALIVE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long BACKOFF_MIN_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long BACKOFF_MAX_NS = TimeUnit.SECONDS.toNanos(2);

    private final int shard;
    private final String ingressEndpoints;
    private final String egressChannel;
    private final ReplyHandler replies;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster cluster;
    private long epoch;
    private long backoffNs = BACKOFF_MIN_NS;
    private long nextConnectNs;
    private long nextKeepAliveNs;

    ClusterLink(
            final int shard,
            final String ingressEndpoints,
            final String egressChannel,
            final long nowNs,
            final ReplyHandler replies) {
        this.shard = shard;
        this.ingressEndpoints = ingressEndpoints;
        this.egressChannel = egressChannel;
        this.replies = replies;
        nextConnectNs = nowNs;
    }

    /** Takes what the cluster says; valid during the call. */
    @FunctionalInterface
    interface ReplyHandler {
        void onReply(DirectBuffer buffer, int offset, int length);
    }

    /** Connects, polls, keeps alive; returns 0 if there was nothing to do. */
    int doWork(final Aeron aeron, final long nowNs) {
        if (cluster == null) {
            return connect(aeron, nowNs);
        }
        final int count = cluster.pollEgress();
        if (cluster.isClosed()) {
            lost(nowNs, "session closed");
        } else if (nowNs - nextKeepAliveNs >= 0) {
            nextKeepAliveNs = nowNs + KEEP_ALIVE_NS;
            cluster.sendKeepAlive();
        }
        return count;
    }

    boolean isConnected() {
        return cluster != null && cluster.ingressPublication().isConnected();
    }

    /** Grows with each session and each leader. */
    long epoch() {
        return epoch;
    }

    /** Whether the message is on its way; false: not now. */
    boolean offer(final DirectBuffer buffer, final int length) {
        return cluster != null && !cluster.isClosed() && cluster.offer(buffer, 0, length) > 0;
    }

    void close() {
        CloseHelper.quietClose(connecting);
        CloseHelper.quietClose(cluster);
        connecting = null;
        cluster = null;
    }

    @Override
    public void onMessage(
            final long clusterSessionId,
            final long timestamp,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final Header header) {
        replies.onReply(buffer, offset, length);
    }

    @Override
    public void onSessionEvent(
            final long correlationId,
            final long clusterSessionId,
            final long leadershipTermId,
            final int leaderMemberId,
            final EventCode code,
            final String detail) {
        LOGGER.info("ubscore session event shard={} code={} detail={}", shard, code, detail);
    }

    @Override
    public void onNewLeader(
            final long clusterSessionId,
            final long leadershipTermId,
            final int leaderMemberId,
            final String endpoints) {
        epoch++;
        LOGGER.info("ubscore has a new leader shard={} member={} term={}", shard, leaderMemberId, leadershipTermId);
    }

    private int connect(final Aeron aeron, final long nowNs) {
        if (nowNs - nextConnectNs < 0) {
            return 0;
        }
        try {
            if (connecting == null) {
                connecting = AeronCluster.asyncConnect(context(aeron));
            }
            cluster = connecting.poll();
        } catch (final RuntimeException fault) {
            lost(nowNs, fault.getMessage());
            return 1;
        }
        if (cluster == null) {
            return 0;
        }
        connecting = null;
        epoch++;
        backoffNs = BACKOFF_MIN_NS;
        nextKeepAliveNs = nowNs + KEEP_ALIVE_NS;
        LOGGER.info(
                "connected to ubscore shard={} member={} session={}",
                shard,
                cluster.leaderMemberId(),
                cluster.clusterSessionId());
        return 1;
    }

    private AeronCluster.Context context(final Aeron aeron) {
        return new AeronCluster.Context()
                .aeron(aeron)
                .ownsAeronClient(false)
                .ingressChannel("aeron:udp?term-length=1m")
                .ingressEndpoints(ingressEndpoints)
                .egressChannel(egressChannel)
                .egressStreamId(EGRESS_STREAM_ID)
                .messageTimeoutNs(CONNECT_TIMEOUT_NS)
                .newLeaderTimeoutNs(NEW_LEADER_TIMEOUT_NS)
                .errorHandler(fault -> LOGGER.warn("ubscore session fault shard={}", shard, fault))
                .egressListener(this);
    }

    private void lost(final long nowNs, final String why) {
        close();
        nextConnectNs = nowNs + backoffNs;
        LOGGER.warn("not connected to ubscore shard={} retryMs={} why={}", shard, backoffNs / 1_000_000, why);
        backoffNs = Math.min(2 * backoffNs, BACKOFF_MAX_NS);
    }
}
