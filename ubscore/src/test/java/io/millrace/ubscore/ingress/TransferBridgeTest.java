package io.millrace.ubscore.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyTransferDecoder;
import io.millrace.schema.sbe.CloseWithdrawalOperationEncoder;
import io.millrace.schema.sbe.DepositOperationEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.SkipOperationDecoder;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferOperationEncoder;
import io.millrace.schema.sbe.WithdrawalOperationEncoder;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.ReplyPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge between a topic and a real core, over a log that loses what it likes. */
class TransferBridgeTest {
    private static final long NOW_US = 1_700_000_000_000_000L;
    private static final long USER = 4;
    private static final int ASSET = 1;

    private final List<byte[]> topic = new ArrayList<>();
    private final List<Long> setAside = new ArrayList<>();
    private final CoreConfig config = new CoreConfig();
    private final Outbox outbox = new Outbox(4, 4, new OutboxBounds(1 << 20, 64 << 20, 20 << 20));
    private final ReplyPublisher replies = new ReplyPublisher();
    private final BalanceCore core = new BalanceCore(config, outbox, new CoreEgress(outbox, replies));
    private final CommandAdapter adapter = new CommandAdapter(core, outbox, replies);
    private final CorePositions positions = new CorePositions(4, 4);
    private final TransferBridge bridge = new TransferBridge(
            FakeSource::new, positions, this::onCommand, 0, 1, new OfferWindow.Bounds(16, Long.MAX_VALUE, 1000));
    private Random loss;
    private long nowNs = 100;
    private int commandCount;

    @BeforeEach
    void defineAsset() {
        final Asset asset = new Asset();
        asset.assetId = ASSET;
        asset.scale = 2;
        asset.symbol.set("EUR");
        core.defineAsset(asset, NOW_US);
    }

    /** All records are in partition 0. */
    private final class FakeSource implements OperationSource {
        private long next;
        private boolean paused;

        @Override
        public void seek(final int partition, final long offset) {
            if (partition == 0) {
                next = Math.max(0, offset);
            }
        }

        @Override
        public void pause(final int partition, final boolean pause) {
            paused = pause;
        }

        @Override
        public int poll(final Handler handler) {
            if (paused || next >= topic.size()) {
                return 0;
            }
            handler.onRecord(0, next, topic.get((int) next));
            next++;
            return 1;
        }

        @Override
        public void setAside(final int partition, final long offset, final byte[] value) {
            setAside.add(offset);
        }

        @Override
        public void close() {}
    }

    private boolean onCommand(final DirectBuffer buffer, final int offset, final int length) {
        if (loss != null && loss.nextInt(4) == 0) {
            return loss.nextBoolean();
        }
        commandCount++;
        adapter.onMessage(null, NOW_US, buffer, offset, length);
        positions.update(core);
        return true;
    }

    private void transfer(final long amount) {
        final UnsafeBuffer record =
                new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + TransferOperationEncoder.BLOCK_LENGTH]);
        new TransferOperationEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .kind(TransferKind.IN)
                .userId(USER)
                .assetId(ASSET)
                .amount(amount)
                .requestTimeUs(NOW_US)
                .requestId("t" + topic.size());
        topic.add(record.byteArray());
    }

    private long available() {
        final long[] found = new long[1];
        core.balances(USER, (asset, available, held) -> found[0] = available);
        return found[0];
    }

    private void run(final int steps) {
        for (int i = 0; i < steps; i++) {
            bridge.doWork(nowNs += 100);
        }
    }

    @Test
    void shouldApplyEachTransferOnceInOrder() {
        bridge.begin();
        for (int i = 1; i <= 100; i++) {
            transfer(i);
        }
        run(300);
        assertEquals(5050, available());
        assertEquals(99, core.operationOffset(0));
        assertEquals(100, commandCount);
    }

    @Test
    void shouldApplyEachTransferOnceWhenLogLosesSome() {
        loss = new Random(3);
        bridge.begin();
        for (int i = 1; i <= 200; i++) {
            transfer(i);
        }
        run(20_000);
        assertEquals(200 * 201 / 2, available());
        assertEquals(199, core.operationOffset(0));
    }

    @Test
    void shouldGoOnFromCoreAfterLeaderChange() {
        bridge.begin();
        for (int i = 1; i <= 50; i++) {
            transfer(i);
            if (i % 10 == 0) {
                run(7);
                bridge.end();
                bridge.begin();
            }
        }
        run(300);
        assertEquals(50 * 51 / 2, available());
    }

    private void withdraw(final long amount) {
        final UnsafeBuffer record = new UnsafeBuffer(
                new byte[MessageHeaderEncoder.ENCODED_LENGTH + WithdrawalOperationEncoder.BLOCK_LENGTH]);
        new WithdrawalOperationEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .userId(USER)
                .assetId(ASSET)
                .amount(amount)
                .requestTimeUs(NOW_US)
                .review(Flag.NO)
                .address("0x" + "ab".repeat(20))
                .requestId("w" + topic.size());
        topic.add(record.byteArray());
    }

    private void close(final long sourceSequence, final long withdrawalId, final Flag paid) {
        final UnsafeBuffer record = new UnsafeBuffer(
                new byte[MessageHeaderEncoder.ENCODED_LENGTH + CloseWithdrawalOperationEncoder.BLOCK_LENGTH]);
        new CloseWithdrawalOperationEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .sourceId(1)
                .sourceSequence(sourceSequence)
                .userId(USER)
                .withdrawalId(withdrawalId)
                .paid(paid);
        topic.add(record.byteArray());
    }

    private void deposit(final long sourceSequence, final long amount) {
        final UnsafeBuffer record =
                new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + DepositOperationEncoder.BLOCK_LENGTH]);
        new DepositOperationEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .sourceId(1)
                .sourceSequence(sourceSequence)
                .userId(USER)
                .assetId(ASSET)
                .amount(amount)
                .reference("d" + topic.size());
        topic.add(record.byteArray());
    }

    @Test
    void shouldBringDepositsAndWithdrawalsOnceAndInOrderWhenLogLosesSome() {
        loss = new Random(5);
        bridge.begin();
        deposit(1, 100);
        deposit(1, 100);
        withdraw(30);
        withdraw(20);
        close(2, 1, Flag.YES);
        close(3, 2, Flag.NO);
        close(2, 1, Flag.YES);
        transfer(7);
        run(2_000);
        assertEquals(7, core.operationOffset(0));
        assertEquals(3, core.sourceSequence(1, 0));
        assertEquals(100 - 30 + 7, available());
        assertEquals(0, core.openWithdrawalCount());
        core.verify();
    }

    @Test
    void shouldSetAsideAndSkipWhatCanNotBeRead() {
        bridge.begin();
        transfer(1);
        topic.add(new byte[] {1, 2, 3});
        topic.add(new byte[200]);
        transfer(2);
        run(50);
        assertEquals(List.of(1L, 2L), setAside);
        assertEquals(3, available());
        assertEquals(3, core.operationOffset(0));
    }

    @Test
    void shouldSealCommandsThatNameTheOneBefore() {
        final List<Long> previous = new ArrayList<>();
        final TransferBridge other = new TransferBridge(
                FakeSource::new,
                positions,
                (buffer, offset, length) -> {
                    assertTrue(new CommandFrame().isIntact(buffer, offset, length));
                    final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
                    final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
                    previous.add(
                            header.templateId() == ApplyTransferDecoder.TEMPLATE_ID
                                    ? new ApplyTransferDecoder()
                                            .wrap(buffer, body, header.blockLength(), 0)
                                            .previousOffset()
                                    : new SkipOperationDecoder()
                                            .wrap(buffer, body, header.blockLength(), 0)
                                            .previousOffset());
                    return true;
                },
                0,
                1,
                new OfferWindow.Bounds(16, Long.MAX_VALUE, 1000));
        transfer(1);
        topic.add(new byte[0]);
        transfer(2);
        other.begin();
        for (int i = 0; i < 5; i++) {
            other.doWork(nowNs += 100);
        }
        assertEquals(List.of(-1L, 0L, 1L), previous);
    }
}
