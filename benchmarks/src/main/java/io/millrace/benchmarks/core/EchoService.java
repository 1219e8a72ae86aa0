package io.millrace.benchmarks.core;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.millrace.schema.sbe.CommandReplyEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers each command with a reply as long as UBSCore's, and does nothing else: what the cluster alone can do. */
final class EchoService implements ClusteredService {
    private final UnsafeBuffer reply =
            new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + CommandReplyEncoder.BLOCK_LENGTH]);
    private final CommandReplyEncoder encoder = new CommandReplyEncoder();

    EchoService() {
        encoder.wrapAndApplyHeader(reply, 0, new MessageHeaderEncoder());
    }

    @Override
    public void onStart(final Cluster cluster, final Image snapshotImage) {}

    @Override
    public void onSessionOpen(final ClientSession session, final long timestamp) {}

    @Override
    public void onSessionClose(final ClientSession session, final long timestamp, final CloseReason closeReason) {}

    @Override
    public void onSessionMessage(
            final ClientSession session,
            final long timestamp,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final Header header) {
        if (session != null) {
            encoder.correlationId(buffer.getLong(offset + MessageHeaderEncoder.ENCODED_LENGTH));
            while (session.offer(reply, 0, reply.capacity()) < 0 && !session.isClosing()) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void onTimerEvent(final long correlationId, final long timestamp) {}

    @Override
    public void onTakeSnapshot(final ExclusivePublication snapshotPublication) {}

    @Override
    public void onRoleChange(final Cluster.Role newRole) {}

    @Override
    public void onTerminate(final Cluster cluster) {}
}
