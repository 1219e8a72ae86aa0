package io.millrace.ubscore;

import io.aeron.CommonContext;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;
import io.millrace.schema.Accounts;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyTransferEncoder;
import io.millrace.schema.sbe.CancelOrderRequestEncoder;
import io.millrace.schema.sbe.CommandReplyDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.NewOrderRequestEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.schema.sbe.TransferKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.HighResolutionClock;
import org.agrona.concurrent.UnsafeBuffer;

/** A client of the cluster over UDP, as a gateway is one. One thread. */
final class CoreClient implements AutoCloseable, EgressListener {
    private final MediaDriver driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
            .aeronDirectoryName(CommonContext.generateRandomDirName())
            .threadingMode(ThreadingMode.SHARED)
            .termBufferSparseFile(true)
            .dirDeleteOnShutdown(true));
    private final String ingressEndpoints;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CommandReplyDecoder decoder = new CommandReplyDecoder();
    private final Map<Long, Reply> replies = new HashMap<>();
    private AeronCluster cluster;
    private long lastCorrelationId;

    /** What a command was answered. */
    record Reply(Outcome outcome, Reason reason, boolean replayed, long orderId, long coreSequence) {}

    /** {@code ingressEndpoints} as Aeron wants them: 0=host:port,1=... */
    CoreClient(final String ingressEndpoints) {
        this.ingressEndpoints = ingressEndpoints;
    }

    void connect() {
        CloseHelper.quietClose(cluster);
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            try {
                cluster = AeronCluster.connect(new AeronCluster.Context()
                        .aeronDirectoryName(driver.aeronDirectoryName())
                        .ingressChannel("aeron:udp?term-length=1m")
                        .ingressEndpoints(ingressEndpoints)
                        .egressChannel("aeron:udp?endpoint=127.0.0.1:0|term-length=1m")
                        .messageTimeoutNs(TimeUnit.SECONDS.toNanos(2))
                        .egressListener(this));
                return;
            } catch (final RuntimeException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void onMessage(
            final long sessionId,
            final long timestamp,
            final DirectBuffer source,
            final int offset,
            final int length,
            final Header ignored) {
        decoder.wrapAndApplyHeader(source, offset, headerDecoder);
        replies.put(
                decoder.correlationId(),
                new Reply(
                        decoder.outcome(),
                        decoder.reason(),
                        decoder.replayed() == Flag.YES,
                        decoder.orderId(),
                        decoder.coreSequence()));
    }

    /** Offers a limit order of instrument 1; returns its correlation id, or -1 if it could not be sent. */
    long offerOrder(
            final long userId, final String clientOrderId, final Side side, final long price, final long quantity) {
        return offerOrder(userId, clientOrderId, side, price, quantity, HighResolutionClock.epochMicros());
    }

    long offerOrder(
            final long userId,
            final String clientOrderId,
            final Side side,
            final long price,
            final long quantity,
            final long requestTimeUs) {
        final NewOrderRequestEncoder order = new NewOrderRequestEncoder();
        order.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(++lastCorrelationId)
                .userId(userId)
                .requestTimeUs(requestTimeUs)
                .instrumentId(1)
                .side(side)
                .orderType(OrderType.LIMIT)
                .timeInForce(TimeInForce.GTC)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .price(price)
                .quantity(quantity)
                .displayQuantity(0)
                .quoteBudget(0)
                .triggerPrice(0)
                .trailingOffset(0)
                .expireTimeUs(0)
                .clientOrderId(clientOrderId);
        return offer(order.encodedLength()) ? lastCorrelationId : -1;
    }

    long offerCancel(final long userId, final long orderId) {
        final CancelOrderRequestEncoder cancel = new CancelOrderRequestEncoder();
        cancel.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(++lastCorrelationId)
                .userId(userId)
                .requestTimeUs(HighResolutionClock.epochMicros())
                .orderId(orderId)
                .clientOrderId("");
        return offer(cancel.encodedLength()) ? lastCorrelationId : -1;
    }

    /** Brings money in as the transfer bridge would: {@code offset} counts from 0 per partition. */
    void transferIn(final long userId, final int assetId, final long amount, final long offset) {
        while (!tryTransferIn(userId, assetId, amount, offset)) {
            Thread.onSpinWait();
        }
    }

    /** The same, once; whether it was sent. */
    boolean tryTransferIn(final long userId, final int assetId, final long amount, final long offset) {
        final ApplyTransferEncoder transfer = new ApplyTransferEncoder();
        transfer.wrapAndApplyHeader(buffer, 0, header)
                .partition(Accounts.partition(userId, 4))
                .recordOffset(offset)
                .kind(TransferKind.IN)
                .userId(userId)
                .assetId(assetId)
                .amount(amount)
                .requestTimeUs(HighResolutionClock.epochMicros())
                .requestId("fund-" + userId + "-" + assetId + "-" + offset)
                .previousOffset(offset - 1);
        return offer(transfer.encodedLength());
    }

    /** Puts bytes into the log that are no command of anyone's: they only make it longer. */
    void offerNoise(final int length) {
        final UnsafeBuffer noise = new UnsafeBuffer(new byte[length]);
        while (cluster.offer(noise, 0, length) < 0) {
            if (cluster.pollEgress() == 0) {
                Thread.yield();
            }
            if (cluster.isClosed()) {
                connect();
            }
        }
    }

    private boolean offer(final int encodedLength) {
        final int length = frame.seal(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
        return cluster.offer(buffer, 0, length) > 0;
    }

    /** Sends an order and waits for its answer; connects anew and asks again with the same words until there is one. */
    Reply order(final long userId, final String clientOrderId, final Side side, final long price, final long quantity) {
        return order(userId, clientOrderId, side, price, quantity, HighResolutionClock.epochMicros());
    }

    Reply order(
            final long userId,
            final String clientOrderId,
            final Side side,
            final long price,
            final long quantity,
            final long requestTimeUs) {
        while (true) {
            final long id = offerOrder(userId, clientOrderId, side, price, quantity, requestTimeUs);
            final Reply reply = id < 0 ? null : await(id);
            if (reply != null) {
                return reply;
            }
            connect();
        }
    }

    Reply cancel(final long userId, final long orderId) {
        return await(offerCancel(userId, orderId));
    }

    /** The answer; null if there is none within two seconds. */
    Reply await(final long correlationId) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (!replies.containsKey(correlationId)) {
            if (poll() == 0) {
                Thread.yield();
            }
            if (System.nanoTime() > deadline || cluster.isClosed()) {
                return null;
            }
        }
        return replies.get(correlationId);
    }

    Reply reply(final long correlationId) {
        return replies.get(correlationId);
    }

    /** Node that leads, as far as this client knows. */
    int leaderId() {
        return cluster.leaderMemberId();
    }

    /** Whether the session has ended: {@link #connect} begins another. */
    boolean isClosed() {
        return cluster.isClosed();
    }

    int poll() {
        return cluster.pollEgress();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(cluster, driver);
    }
}
