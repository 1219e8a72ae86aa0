package io.millrace.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;

/** Remembers what it was given, per lane. */
final class RecordingListener implements FeedListener {
    final Map<Integer, List<byte[]>> outputs = new HashMap<>();
    final Map<Integer, List<LaneState>> states = new HashMap<>();
    final Map<Integer, String> details = new HashMap<>();
    BooleanSupplier takes = () -> true;

    @Override
    public boolean onOutput(
            final int lane,
            final long sequence,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final byte[] hash) {
        if (!takes.getAsBoolean()) {
            return false;
        }
        final byte[] output = new byte[length];
        buffer.getBytes(offset, output);
        taken(lane).add(output);
        return true;
    }

    @Override
    public void onLaneState(final int lane, final LaneState state, final String detail) {
        states.computeIfAbsent(lane, key -> new ArrayList<>()).add(state);
        details.put(lane, detail);
    }

    List<byte[]> taken(final int lane) {
        return outputs.computeIfAbsent(lane, key -> new ArrayList<>());
    }
}
