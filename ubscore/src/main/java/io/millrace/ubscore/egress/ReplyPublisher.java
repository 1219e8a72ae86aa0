package io.millrace.ubscore.egress;

import io.aeron.Publication;
import io.aeron.cluster.service.ClientSession;
import io.millrace.schema.sbe.CommandReplyEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.ubscore.account.OrderStatus;
import io.millrace.ubscore.account.Outcome;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.Reply;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends the answer to a command to the session that it came from; on followers and during a replay that is a no-op of the
 * session's. A client that does not read can't hold the log up: after a few attempts its answer is dropped and counted, and the
 * client asks again by its own id. The service's thread.
 */
public final class ReplyPublisher {
    /** A session's window is emptied by its client within microseconds or not soon. */
    private static final int ATTEMPTS_MAX = 3;

    private final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + CommandReplyEncoder.BLOCK_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommandReplyEncoder encoder = new CommandReplyEncoder();
    private final Reply refusal = new Reply();
    private final AtomicLong dropped = new AtomicLong();
    private ClientSession session;
    private long correlationId;

    /** Names the command that is about to be applied; {@code session} null: nobody waits. */
    public void begin(final ClientSession session, final long correlationId) {
        this.session = session;
        this.correlationId = correlationId;
    }

    /** Answers a command that does not reach the core; {@code session} null: nobody waits. */
    public void refuse(final ClientSession session, final long correlationId, final Reason reason) {
        begin(session, correlationId);
        refusal.outcome = Outcome.REJECTED;
        refusal.orderStatus = OrderStatus.NONE;
        refusal.reason = reason;
        onReply(refusal);
    }

    void onReply(final Reply reply) {
        if (session == null) {
            return;
        }
        encoder.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId)
                .outcome(WireEnums.outcome(reply.outcome))
                .reason(WireEnums.reason(reply.reason))
                .replayed(WireEnums.flag(reply.replayed))
                .orderStatus(WireEnums.orderStatus(reply.orderStatus))
                .lane(reply.lane)
                .instrumentId(reply.instrumentId)
                .orderId(reply.orderId)
                .orderSequence(reply.orderSequence)
                .coreSequence(reply.coreSequence)
                .timestampUs(reply.timestampUs)
                .count(reply.count);
        reply.clientOrderId.write(buffer, encoder.offset() + CommandReplyEncoder.clientOrderIdEncodingOffset());
        send();
    }

    private void send() {
        for (int attempt = 1; ; attempt++) {
            final long result = session.offer(buffer, 0, buffer.capacity());
            if (result > 0 || result == Publication.NOT_CONNECTED || result == Publication.CLOSED) {
                return;
            }
            if (attempt == ATTEMPTS_MAX) {
                dropped.lazySet(dropped.getPlain() + 1);
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Answers that were dropped since the start because their client did not read. */
    public long droppedCount() {
        return dropped.get();
    }
}
