package io.millrace.ubscore.ingress;

import io.millrace.schema.Accounts;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyOperationEncoder;
import io.millrace.schema.sbe.ApplyTransferEncoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.SkipOperationEncoder;
import io.millrace.schema.sbe.TransferOperationDecoder;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.egress.CommandSink;
import io.millrace.ubscore.egress.LeaderDuty;
import java.nio.ByteOrder;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@code balance.operations} into the log, from the offsets where the core stands. Each command names the one before it, so
 * that the core takes every record of its shard once and none is passed over. A record that can't be read is set aside in the
 * dead-letter topic first, and skipped by a command of its own. One thread.
 */
public final class TransferBridge implements LeaderDuty {
    private static final Logger LOGGER = LoggerFactory.getLogger(TransferBridge.class);

    private final OperationSource.Factory factory;
    private final CorePositions positions;
    private final CommandSink sink;
    private final int shard;
    private final int shardCount;
    private final long retryIntervalNs;
    private final int countMax;
    private final OfferWindow[] windows;
    private final boolean[] paused;
    /** Place of the last command made per partition: what the next one names. */
    private final long[] lastPlaces;

    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final TransferOperationDecoder operation = new TransferOperationDecoder();
    private final ApplyTransferEncoder applyTransfer = new ApplyTransferEncoder();
    private final ApplyOperationEncoder applyOperation = new ApplyOperationEncoder();
    private final SkipOperationEncoder skipOperation = new SkipOperationEncoder();
    private final OperationAdapter operations = new OperationAdapter();
    private final UnsafeBuffer received = new UnsafeBuffer(0, 0);
    private OperationSource source;
    private boolean waits;
    private long retryNs;

    /** {@code bounds} are those of one partition's transfers under way. */
    public TransferBridge(
            final OperationSource.Factory factory,
            final CorePositions positions,
            final CommandSink sink,
            final int shard,
            final int shardCount,
            final OfferWindow.Bounds bounds) {
        this.factory = factory;
        this.positions = positions;
        this.sink = sink;
        this.shard = shard;
        this.shardCount = shardCount;
        retryIntervalNs = bounds.retryIntervalNs();
        countMax = bounds.countMax();
        windows = new OfferWindow[positions.partitionCount()];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = new OfferWindow(bounds);
        }
        paused = new boolean[windows.length];
        lastPlaces = new long[windows.length];
    }

    @Override
    public void begin() {
        end();
        waits = false;
    }

    @Override
    public int doWork(final long nowNs) {
        if (waits && nowNs - retryNs < 0) {
            return 0;
        }
        try {
            if (source == null) {
                open();
            }
            int count = source.poll(this::onRecord);
            for (int partition = 0; partition < windows.length; partition++) {
                count += windows[partition].doWork(nowNs, positions.operationOffset(partition), sink);
                pauseOrResume(partition);
            }
            return count;
        } catch (final BreachException e) {
            throw e;
        } catch (final RuntimeException e) {
            LOGGER.warn("broker fault, trying again retry_ms={} error={}", retryIntervalNs / 1_000_000, e.toString());
            end();
            waits = true;
            retryNs = nowNs + retryIntervalNs;
            return 0;
        }
    }

    private void open() {
        source = factory.open();
        for (int partition = 0; partition < windows.length; partition++) {
            final long applied = positions.operationOffset(partition);
            lastPlaces[partition] = applied;
            source.seek(partition, applied < 0 ? -1 : applied + 1);
            LOGGER.info("transfers partition={} behind_offset={}", partition, applied);
        }
    }

    private void pauseOrResume(final int partition) {
        final boolean full = windows[partition].size() >= countMax;
        if (full != paused[partition]) {
            paused[partition] = full;
            source.pause(partition, full);
        }
    }

    private void onRecord(final int partition, final long offset, final byte[] value) {
        received.wrap(value);
        final int userIdOffset = operations.userIdOffset(received, 0, value.length);
        if (userIdOffset < 0) {
            if (shard == 0) {
                source.setAside(partition, offset, value);
            }
            LOGGER.error(
                    "transfer that can't be read was set aside partition={} offset={} length={}",
                    partition,
                    offset,
                    value.length);
            skip(partition, offset);
        } else if (Accounts.shard(received.getLong(userIdOffset, ByteOrder.LITTLE_ENDIAN), shardCount) == shard) {
            header.wrap(received, 0);
            if (header.templateId() == TransferOperationDecoder.TEMPLATE_ID) {
                applyTransfer(partition, offset);
            } else {
                applyOperation(partition, offset, value);
            }
        }
    }

    private void applyOperation(final int partition, final long offset, final byte[] value) {
        final int length = MessageHeaderEncoder.ENCODED_LENGTH
                + ApplyOperationEncoder.BLOCK_LENGTH
                + ApplyOperationEncoder.operationHeaderLength()
                + value.length;
        final UnsafeBuffer command = new UnsafeBuffer(new byte[length + CommandFrame.TRAILER_LENGTH]);
        applyOperation
                .wrapAndApplyHeader(command, 0, headerEncoder)
                .partition(partition)
                .recordOffset(offset)
                .previousOffset(lastPlaces[partition])
                .putOperation(value, 0, value.length);
        add(partition, offset, command, length);
    }

    private void applyTransfer(final int partition, final long offset) {
        operation.wrapAndApplyHeader(received, 0, header);
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + ApplyTransferEncoder.BLOCK_LENGTH;
        final UnsafeBuffer command = new UnsafeBuffer(new byte[length + CommandFrame.TRAILER_LENGTH]);
        applyTransfer
                .wrapAndApplyHeader(command, 0, headerEncoder)
                .partition(partition)
                .recordOffset(offset)
                .kind(operation.kind())
                .userId(operation.userId())
                .assetId(operation.assetId())
                .amount(operation.amount())
                .requestTimeUs(operation.requestTimeUs())
                .previousOffset(lastPlaces[partition]);
        command.putBytes(
                applyTransfer.offset() + ApplyTransferEncoder.requestIdEncodingOffset(),
                received,
                operation.offset() + TransferOperationDecoder.requestIdEncodingOffset(),
                ApplyTransferEncoder.requestIdEncodingLength());
        add(partition, offset, command, length);
    }

    private void skip(final int partition, final long offset) {
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + SkipOperationEncoder.BLOCK_LENGTH;
        final UnsafeBuffer command = new UnsafeBuffer(new byte[length + CommandFrame.TRAILER_LENGTH]);
        skipOperation
                .wrapAndApplyHeader(command, 0, headerEncoder)
                .partition(partition)
                .recordOffset(offset)
                .previousOffset(lastPlaces[partition]);
        add(partition, offset, command, length);
    }

    private void add(final int partition, final long offset, final UnsafeBuffer command, final int length) {
        frame.seal(command, 0, length);
        windows[partition].add(offset, command);
        lastPlaces[partition] = offset;
    }

    @Override
    public void end() {
        CloseHelper.quietClose(source);
        source = null;
        for (int partition = 0; partition < windows.length; partition++) {
            windows[partition].clear();
            paused[partition] = false;
        }
    }

    @Override
    public String name() {
        return "transfer-bridge";
    }
}
