package io.millrace.simulation;

import io.millrace.engine.ingress.RecordSource;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A lane's consumer of {@code orders} over the simulated broker. */
final class SimulatedRecords implements RecordSource {
    private static final int POLL_MAX = 6;

    private final SimulatedBroker broker;
    private final List<byte[]> partition;
    private final Random random;
    private final PlantedBug bug;
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private int next;
    private int end;

    SimulatedRecords(final SimulatedBroker broker, final int lane, final Random random, final PlantedBug bug) {
        this.broker = broker;
        partition = broker.orders.get(lane);
        this.random = random;
        this.bug = bug;
    }

    @Override
    public void seek(final long offset) {
        next = (int) offset;
        end = next;
    }

    @Override
    public int poll(final boolean mayWait) {
        if (next == end && broker.isUp()) {
            end = Math.min(partition.size(), next + random.nextInt(POLL_MAX));
        }
        return end - next;
    }

    @Override
    public boolean hasMore() {
        return broker.isUp() && partition.size() > end;
    }

    @Override
    public boolean next() {
        if (next >= end) {
            return false;
        }
        final byte[] record = partition.get(next++).clone();
        value.wrap(record);
        if (isOrder() && random.nextInt(20) == 0) {
            if (bug == PlantedBug.ENGINE_SKIPS_COMMAND) {
                return next();
            }
            if (bug == PlantedBug.ENGINE_CHARGES_WRONG_FEE) {
                add(PlaceOrderDecoder.takerFeePpmEncodingOffset(), 100_000);
                add(PlaceOrderDecoder.makerFeePpmEncodingOffset(), 100_000);
            }
            if (bug == PlantedBug.ENGINE_ADDS_LOTS) {
                add(PlaceOrderDecoder.quantityEncodingOffset(), 5);
            }
        }
        return true;
    }

    private boolean isOrder() {
        return value.getShort(2, ByteOrder.LITTLE_ENDIAN) == PlaceOrderDecoder.TEMPLATE_ID;
    }

    private void add(final int fieldOffset, final int amount) {
        final int at = MessageHeaderDecoder.ENCODED_LENGTH + fieldOffset;
        value.putInt(at, value.getInt(at, ByteOrder.LITTLE_ENDIAN) + amount, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long offset() {
        return next - 1L;
    }

    @Override
    public DirectBuffer value() {
        return value;
    }

    @Override
    public void close() {}
}
