package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.aeron.DirectBufferVector;
import io.aeron.cluster.service.ClientSession;
import io.aeron.logbuffer.BufferClaim;
import io.millrace.feed.OutputHash;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyOutputEncoder;
import io.millrace.schema.sbe.CancelOrderRequestEncoder;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.NewOrderRequestEncoder;
import io.millrace.schema.sbe.OrderStatus;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.OutboxPartition;
import io.millrace.ubscore.egress.ReplyPublisher;
import io.millrace.ubscore.ingress.CommandAdapter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * From the log's bytes through the core to outbox and reply without garbage: orders, outputs with a trade, cancels. All commands of
 * a batch are written before it is measured.
 */
class PathAllocationTest {
    private static final int ROUNDS = 3_000;
    private static final int COMMANDS_PER_ROUND = 8;
    private static final int SELLER = 1001;
    private static final int BUYER = 1002;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int LANE_LENGTH = 16 << 20;
    private static final int EVENT_LENGTH = 64 << 20;

    private final Outbox outbox = new Outbox(4, 4, new OutboxBounds(LANE_LENGTH, EVENT_LENGTH, 20 << 20));
    private final ReplyPublisher replies = new ReplyPublisher();
    private final BalanceCore core = new BalanceCore(config(), outbox, new CoreEgress(outbox, replies));
    private final CommandAdapter adapter = new CommandAdapter(core, outbox, replies);
    private final Session session = new Session();
    private final UnsafeBuffer log = new UnsafeBuffer(ByteBuffer.allocateDirect(ROUNDS * COMMANDS_PER_ROUND * 640));
    private final int[] offsets = new int[ROUNDS * COMMANDS_PER_ROUND + 1];
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommandFrame frame = new CommandFrame();
    private final NewOrderRequestEncoder order = new NewOrderRequestEncoder();
    private final CancelOrderRequestEncoder cancel = new CancelOrderRequestEncoder();
    private final ApplyOutputEncoder applyOutput = new ApplyOutputEncoder();
    private final EngineOutputEncoder output = new EngineOutputEncoder();
    private final UnsafeBuffer outputBytes = new UnsafeBuffer(new byte[1024]);
    private final OutputHash outputHash = new OutputHash();
    private final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
    private long nowUs = Exchange.START_US;
    private int commands;
    private long orderId;
    private long outputs;
    private long trades;

    private static CoreConfig config() {
        final CoreConfig config = Exchange.config();
        config.windowUs = 1_000;
        config.windowMinUs = 10;
        config.initialCapacity = 1 << 12;
        return config;
    }

    @Test
    void shouldAllocateNothingFromIngressToEgress() {
        prepare();
        for (int batch = 0; batch < 6; batch++) {
            run();
        }
        final long allocated = run();
        assertTrue(allocated < ROUNDS, "allocated=" + allocated);
        assertEquals(7 * 4 * ROUNDS, session.replyCount);
        assertEquals(0, adapter.droppedCount());
        assertEquals(0, core.openOrderCount());
    }

    private void prepare() {
        takeMemory();
        core.defineAsset(Exchange.asset(Exchange.BTC, "BTC", 8), nowUs);
        core.defineAsset(Exchange.asset(Exchange.USDT, "USDT", 6), nowUs);
        core.defineInstrument(
                Exchange.instrument(Exchange.BTC_USDT, "BTC_USDT", Exchange.BTC, Exchange.USDT, 2, 6, 10_000, 1),
                nowUs);
        final Transfer transfer = new Transfer();
        transfer.kind = TransferKind.IN;
        transfer.amount = 1L << 50;
        transfer.requestTimeUs = nowUs;
        for (int i = 0; i < 2; i++) {
            transfer.userId = SELLER + i;
            transfer.assetId = i == 0 ? Exchange.BTC : Exchange.USDT;
            transfer.recordOffset = i;
            core.applyTransfer(transfer, nowUs);
        }
        writeOutput(0);
        apply(0);
    }

    /** Rings take their memory chunk by chunk, when it is first written to. */
    private void takeMemory() {
        for (int i = 0; i < 4; i++) {
            for (int position = 0; position < LANE_LENGTH; position += OutboxPartition.CHUNK_LENGTH) {
                outbox.lane(i).restore(position, log, 0, 1);
            }
            for (int position = 0; position < EVENT_LENGTH; position += OutboxPartition.CHUNK_LENGTH) {
                outbox.events(i).restore(position, log, 0, 1);
            }
        }
    }

    /** Writes a batch, applies it, and lets go of what it put into the outbox; bytes that applying it allocated. */
    private long run() {
        commands = 0;
        final long firstUs = nowUs;
        for (int i = 0; i < ROUNDS; i++) {
            writeRound();
        }
        nowUs = firstUs;
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < commands; i++) {
            apply(i);
        }
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        core.makeRoom();
        for (int i = 0; i < 4; i++) {
            outbox.lane(i).acknowledge(outbox.lane(i).lastSequence(), 0);
            outbox.events(i).acknowledge(outbox.events(i).lastSequence(), 0);
        }
        return allocated;
    }

    private void apply(final int command) {
        adapter.onMessage(session, ++nowUs, log, offsets[command], offsets[command + 1] - offsets[command]);
    }

    private void writeRound() {
        writeOrder(SELLER, Side.SELL, 100);
        writeOutput(0);
        writeOrder(BUYER, Side.BUY, 110);
        writeOutput(1);
        writeOrder(BUYER, Side.BUY, 90);
        writeOutput(0);
        cancel.wrapAndApplyHeader(log, offsets[commands], header)
                .correlationId(commands)
                .userId(BUYER)
                .requestTimeUs(nowUs + 1)
                .orderId(orderId)
                .clientOrderId("");
        seal(cancel.encodedLength());
        writeOutput(2);
    }

    private void writeOrder(final int userId, final Side side, final long price) {
        order.wrapAndApplyHeader(log, offsets[commands], header)
                .correlationId(commands)
                .userId(userId)
                .requestTimeUs(nowUs + 1)
                .instrumentId(Exchange.BTC_USDT)
                .side(io.millrace.schema.sbe.Side.get((short) side.code()))
                .orderType(OrderType.LIMIT)
                .timeInForce(TimeInForce.GTC)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .price(price)
                .quantity(1)
                .displayQuantity(0)
                .quoteBudget(0)
                .triggerPrice(0)
                .trailingOffset(0)
                .expireTimeUs(0)
                .clientOrderId("order-" + ++orderId);
        seal(order.encodedLength());
    }

    private void writeOutput(final int kind) {
        output.wrapAndApplyHeader(outputBytes, 0, header)
                .lane(0)
                .shard(0)
                .commandTemplateId(0)
                .outcome(Outcome.ACCEPTED)
                .keptPriority(Flag.NO)
                .reason(Reason.NONE)
                .outputSequence(++outputs)
                .putPreviousHash(hash, 0, hash.length)
                .sourceOffset(outputs - 1)
                .sourceSequence(outputs)
                .coreSequence(0)
                .timestampUs(nowUs)
                .instrumentId(Exchange.BTC_USDT)
                .orderId(orderId)
                .userId(0)
                .lastPrice(100);
        writeEffects(kind);
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + output.encodedLength();
        outputHash.hash(outputBytes, 0, length, hash, 0);
        applyOutput
                .wrapAndApplyHeader(log, offsets[commands], header)
                .lane(0)
                .outputSequence(outputs)
                .putOutput(outputBytes, 0, length);
        seal(applyOutput.encodedLength());
    }

    /** 0: nothing of note; 1: the last two orders trade; 2: the last order is cancelled. */
    private void writeEffects(final int kind) {
        final EngineOutputEncoder.TradesEncoder tradeGroup = output.tradesCount(kind == 1 ? 1 : 0);
        if (kind == 1) {
            tradeGroup
                    .next()
                    .tradeId(++trades)
                    .price(100)
                    .quantity(1)
                    .notional(100)
                    .makerOrderId(orderId - 1)
                    .makerUserId(SELLER)
                    .makerFee(1)
                    .makerRemaining(0)
                    .takerOrderId(orderId)
                    .takerUserId(BUYER)
                    .takerFee(10)
                    .takerRemaining(0)
                    .takerSide(io.millrace.schema.sbe.Side.BUY)
                    .auction(Flag.NO);
        }
        final EngineOutputEncoder.OrdersEncoder orders = output.ordersCount(kind == 2 ? 1 : 0);
        if (kind == 2) {
            orders.next()
                    .orderId(orderId)
                    .userId(BUYER)
                    .instrumentId(Exchange.BTC_USDT)
                    .side(io.millrace.schema.sbe.Side.BUY)
                    .status(OrderStatus.CANCELED)
                    .reason(Reason.USER)
                    .triggered(Flag.NO)
                    .price(90)
                    .quantity(1)
                    .filledQuantity(0)
                    .remainingQuantity(1)
                    .filledNotional(0)
                    .triggerPrice(0);
        }
        output.levelsCount(0);
        output.deltasCount(0);
        output.putCommand(outputBytes, 0, 0);
    }

    private void seal(final int encodedLength) {
        final int length = frame.seal(log, offsets[commands], MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
        offsets[++commands] = offsets[commands - 1] + length;
        nowUs++;
    }

    /** A client that reads everything. */
    private static final class Session implements ClientSession {
        private int replyCount;

        @Override
        public long id() {
            return 1;
        }

        @Override
        public int responseStreamId() {
            return 0;
        }

        @Override
        public String responseChannel() {
            return "";
        }

        @Override
        public byte[] encodedPrincipal() {
            return new byte[0];
        }

        @Override
        public void close() {}

        @Override
        public boolean isClosing() {
            return false;
        }

        @Override
        public long offer(final DirectBuffer buffer, final int offset, final int length) {
            return ++replyCount;
        }

        @Override
        public long offer(final DirectBufferVector[] vectors) {
            return ++replyCount;
        }

        @Override
        public long tryClaim(final int length, final BufferClaim bufferClaim) {
            return ++replyCount;
        }
    }
}
