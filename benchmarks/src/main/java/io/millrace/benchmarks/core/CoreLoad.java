package io.millrace.benchmarks.core;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.exceptions.TimeoutException;
import io.aeron.logbuffer.Header;
import io.millrace.schema.Accounts;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyTransferEncoder;
import io.millrace.schema.sbe.CommandReplyDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.NewOrderRequestEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.schema.sbe.TransferKind;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.HighResolutionClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** A client of one node by shared memory: limit orders of users picked at random, so many under way at a time. One thread. */
final class CoreLoad implements AutoCloseable, EgressListener {
    private static final int PARTITIONS = 4;
    private static final int QUOTE = 3;
    private static final long FUNDS = 1_000_000_000_000L;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    /** More than are ever under way. */
    private static final int STARTS = 1 << 16;

    private static final int ID_DIGITS = 16;

    private final SplittableRandom random;
    private final int users;
    private final Aeron aeron;
    private final AeronCluster cluster;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder replyHeader = new MessageHeaderDecoder();
    private final CommandReplyDecoder reply = new CommandReplyDecoder();
    private final CommandFrame frame = new CommandFrame();
    private final NewOrderRequestEncoder order = new NewOrderRequestEncoder();
    private final ApplyTransferEncoder transfer = new ApplyTransferEncoder();
    private final IdleStrategy idle = new BackoffIdleStrategy(100, 100, 1_000, 50_000);
    private final long[] startsNs = new long[STARTS];
    private final UnsafeBuffer clientId = new UnsafeBuffer(new byte[36]);
    private Histogram latencies = new Histogram(3);
    private long sent;
    private long answered;
    private long refused;
    /** No two clients of a log use the same. */
    private long ids = HighResolutionClock.epochMicros() << 10;

    CoreLoad(final Path aeronDir, final int users, final long seed) {
        this.users = users;
        random = new SplittableRandom(seed);
        clientId.setMemory(0, 36, (byte) 'x');
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDir.toString()));
        cluster = connect();
    }

    private AeronCluster connect() {
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (true) {
            try {
                return AeronCluster.connect(new AeronCluster.Context()
                        .aeron(aeron)
                        .ownsAeronClient(false)
                        .ingressChannel("aeron:ipc?term-length=16m")
                        .egressChannel("aeron:ipc?term-length=16m")
                        .egressStreamId(1200)
                        .messageTimeoutNs(TimeUnit.SECONDS.toNanos(5))
                        .egressListener(this));
            } catch (final TimeoutException e) {
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
        reply.wrapAndApplyHeader(source, offset, replyHeader);
        latencies.recordValue(Math.max(1, System.nanoTime() - startsNs[(int) reply.correlationId() & STARTS - 1]));
        answered++;
        if (reply.outcomeRaw() == Outcome.REJECTED.value()) {
            refused++;
        }
    }

    /** Brings money in for every user, as the transfer bridge would; one asset. */
    void fund() {
        final long[] offsets = new long[PARTITIONS];
        for (long user = 1; user <= users; user++) {
            final int partition = Accounts.partition(user, PARTITIONS);
            transfer.wrapAndApplyHeader(buffer, 0, header)
                    .partition(partition)
                    .recordOffset(offsets[partition])
                    .kind(TransferKind.IN)
                    .userId(user)
                    .assetId(QUOTE)
                    .amount(FUNDS)
                    .requestTimeUs(HighResolutionClock.epochMicros())
                    .requestId("fund-" + user)
                    .previousOffset(offsets[partition]++ - 1);
            offer(transfer.encodedLength());
        }
    }

    /** Waits until what was offered so far has been applied: an order is answered behind all of it. */
    void settle() {
        final long before = answered;
        place(System.nanoTime());
        await(before + 1);
    }

    /** Sends {@code count} orders with at most {@code underWay} unanswered; latencies from the moment an order is offered. */
    Round closedLoop(final int count, final int underWay) {
        begin();
        final long startNs = System.nanoTime();
        final long end = answered + count;
        while (answered < end) {
            int work = cluster.pollEgress();
            if (sent - answered < underWay && sent < end) {
                place(System.nanoTime());
                work++;
            }
            idle.idle(work);
        }
        return end(count, startNs);
    }

    /** Sends {@code count} orders at a steady rate; latencies from the moment an order was due. */
    Round openLoop(final int count, final double ratePerSecond) {
        begin();
        final long startNs = System.nanoTime();
        final long end = answered + count;
        final long first = sent;
        while (answered < end) {
            int work = cluster.pollEgress();
            final long dueNs = startNs + (long) ((sent - first) * 1e9 / ratePerSecond);
            if (sent < end && System.nanoTime() >= dueNs && sent - answered < STARTS) {
                place(dueNs);
                work++;
            }
            idle.idle(work);
        }
        return end(count, startNs);
    }

    private void begin() {
        latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        refused = 0;
    }

    private Round end(final int count, final long startNs) {
        final double rate = count * 1e9 / (System.nanoTime() - startNs);
        if (refused != 0) {
            throw new IllegalStateException("orders were refused count=" + refused);
        }
        return new Round(rate, latencies);
    }

    private void place(final long startNs) {
        final int slot = (int) ++sent & STARTS - 1;
        startsNs[slot] = startNs;
        for (long left = ++ids, at = 0; at < ID_DIGITS; at++, left >>>= 4) {
            clientId.putByte((int) at, (byte) ('a' + (left & 0xF)));
        }
        order.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(sent)
                .userId(1 + random.nextInt(users))
                .requestTimeUs(HighResolutionClock.epochMicros())
                .instrumentId(1 + (int) (ids % 2))
                .side(Side.BUY)
                .orderType(OrderType.LIMIT)
                .timeInForce(TimeInForce.GTC)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .price(100 + random.nextInt(50))
                .quantity(1 + random.nextInt(10))
                .displayQuantity(0)
                .quoteBudget(0)
                .triggerPrice(0)
                .trailingOffset(0)
                .expireTimeUs(0);
        buffer.putBytes(
                order.offset() + NewOrderRequestEncoder.clientOrderIdEncodingOffset(),
                clientId,
                0,
                clientId.capacity());
        offer(order.encodedLength());
    }

    private void offer(final int encodedLength) {
        final int length = frame.seal(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (cluster.offer(buffer, 0, length) < 0) {
            idle.idle(cluster.pollEgress());
            if (System.nanoTime() > deadline || cluster.isClosed()) {
                throw new IllegalStateException("the node takes no commands sent=" + sent + " answered=" + answered);
            }
        }
    }

    private void await(final long count) {
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (answered < count) {
            idle.idle(cluster.pollEgress());
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no answer came sent=" + sent + " answered=" + answered);
            }
        }
    }

    /** What one round measured: answers a second, and how long each took in nanoseconds. */
    record Round(double rate, Histogram latencies) {}

    @Override
    public void close() {
        CloseHelper.quietCloseAll(cluster, aeron);
    }
}
