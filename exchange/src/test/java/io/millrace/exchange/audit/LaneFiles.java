package io.millrace.exchange.audit;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.recovery.LaneSnapshot;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.FileStorage;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.LaneStampEncoder;
import io.millrace.schema.sbe.ListInstrumentEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.PlaceOrderEncoder;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.function.BiConsumer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;

/**
 * The files that a lane leaves: a partition of {@code orders} as a broker keeps it, the journal, snapshots. Made by the engine's own code
 * out of random orders.
 */
final class LaneFiles {
    private static final long START_US = 1_750_000_000_000_000L;
    private static final int BATCH_RECORDS = 500;
    private static final int BATCH_LENGTH = 1 << 20;

    final int lane;
    final Path laneDir;
    final Path brokerDir;
    final LaneProcessor processor;
    private final Random random;
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    /** May change an output before it is journaled, as an engine that lies would. */
    private BiConsumer<Long, byte[]> forger = (sequence, bytes) -> {};

    LaneFiles(final Path directory, final int lane, final long seed) throws IOException {
        this.lane = lane;
        laneDir = directory.resolve("engine").resolve("lane-000" + lane);
        brokerDir = directory.resolve("broker/log");
        processor = new LaneProcessor(lane);
        random = new Random(seed);
        Files.createDirectories(laneDir);
        Files.createDirectories(brokerDir.resolve("orders-" + lane));
    }

    LaneFiles forging(final BiConsumer<Long, byte[]> forger) {
        this.forger = forger;
        return this;
    }

    Path ordersSegment() {
        return brokerDir.resolve("orders-" + lane).resolve("00000000000000000000.log");
    }

    /** Writes so many orders and their outputs; a snapshot behind every {@code snapshotInterval} outputs. */
    LaneFiles write(final int count, final int snapshotInterval) throws IOException {
        final FileStorage storage = FileStorage.of(laneDir);
        final SnapshotStore snapshots = new SnapshotStore(storage);
        final JournalContext context =
                new JournalContext().storage(storage).segmentLength(16 << 20).reserveLength(0);
        try (Journal journal = Journal.open(context);
                FileChannel orders =
                        FileChannel.open(ordersSegment(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int first = 0; first < count; first += BATCH_RECORDS) {
                final MemoryRecordsBuilder batch = MemoryRecords.builder(
                        ByteBuffer.allocate(BATCH_LENGTH), Compression.NONE, TimestampType.CREATE_TIME, first);
                for (int offset = first; offset < Math.min(count, first + BATCH_RECORDS); offset++) {
                    final int length = offset == 0 ? list() : place(offset + 1);
                    final byte[] record = new byte[length];
                    command.getBytes(0, record);
                    batch.append(START_US / 1000, null, record);
                    journal(journal, offset, length);
                    if ((offset + 1) % snapshotInterval == 0) {
                        final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
                        snapshots.write(offset + 1, bytes, LaneSnapshot.encode(processor, bytes));
                    }
                }
                batch.build().writeFullyTo(orders);
                journal.commit();
            }
        }
        return this;
    }

    private void journal(final Journal journal, final long offset, final int length) {
        final int outputLength = processor.process(offset, command, 0, length);
        final byte[] output = new byte[outputLength];
        processor.output().getBytes(0, output);
        forger.accept(processor.outputSequence(), output);
        while (!journal.append(1, processor.outputSequence(), new UnsafeBuffer(output), 0, outputLength)) {
            journal.commit();
        }
    }

    private int list() {
        final ListInstrumentEncoder out = new ListInstrumentEncoder().wrapAndApplyHeader(command, 0, header);
        stamp(out.stamp(), 1);
        out.instrument()
                .instrumentId(1)
                .baseAssetId(1)
                .quoteAssetId(3)
                .lane(lane)
                .state(InstrumentState.OPEN)
                .priceScale((short) 2)
                .baseScale((short) 8)
                .quoteScale((short) 6)
                .tickSize(1)
                .lotSize(10_000)
                .notionalPerTickLot(1)
                .quantityMin(1)
                .quantityMax(1_000_000_000)
                .notionalMin(1)
                .notionalMax(Long.MAX_VALUE >> 8)
                .priceMax(1_000_000_000)
                .makerFeePpm(200)
                .takerFeePpm(1000)
                .priceBandPpm(0)
                .collarPpm(50_000)
                .symbol("BTC_USDT");
        out.baseSymbol("BTC").quoteSymbol("USDT");
        return MessageHeaderEncoder.ENCODED_LENGTH + out.encodedLength();
    }

    private int place(final long sequence) {
        final PlaceOrderEncoder out = new PlaceOrderEncoder().wrapAndApplyHeader(command, 0, header);
        stamp(out.stamp(), sequence);
        out.orderId(sequence)
                .userId(1000 + sequence % 50)
                .instrumentId(1)
                .side(random.nextBoolean() ? Side.BUY : Side.SELL)
                .orderType(OrderType.LIMIT)
                .timeInForce(random.nextInt(4) == 0 ? TimeInForce.IOC : TimeInForce.GTC)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .makerFeePpm(200)
                .takerFeePpm(1000)
                .price(4_200_000 + random.nextInt(200))
                .quantity(1 + random.nextInt(20))
                .displayQuantity(0)
                .quoteBudget(0)
                .triggerPrice(0)
                .trailingOffset(0)
                .expireTimeUs(0)
                .clientOrderId("client-" + sequence);
        return MessageHeaderEncoder.ENCODED_LENGTH + out.encodedLength();
    }

    private void stamp(final LaneStampEncoder stamp, final long sequence) {
        stamp.lane(lane)
                .shard(0)
                .orderSequence(sequence)
                .coreSequence(sequence)
                .timestampUs(START_US + 1000 * sequence);
    }
}
