package io.millrace.exchange.inspect;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.recovery.LaneSnapshot;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolException;
import io.millrace.journal.FileStorage;
import io.millrace.schema.Topics;
import java.nio.file.Files;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A lane as it stood behind one of its outputs: the newest snapshot before it, and {@code orders} from there. */
final class LaneAt {
    private LaneAt() {}

    /** {@code sequence} Long.MAX_VALUE: behind the last record of {@code orders}. */
    static LaneProcessor of(final Place place, final TopicSource orders, final int lane, final long sequence) {
        final LaneProcessor processor = newestBefore(place, lane, sequence);
        final long from = processor.lastSourceOffset() + 1;
        if (orders.startOffset(Topics.ORDERS, lane) > from) {
            throw ToolException.infrastructure("no longer kept topic=orders partition=" + lane + " offset=" + from
                    + " first-kept-offset=" + orders.startOffset(Topics.ORDERS, lane));
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        if (processor.outputSequence() < sequence) {
            orders.read(Topics.ORDERS, lane, from, Long.MAX_VALUE, record -> {
                buffer.wrap(record.value());
                processor.process(record.offset(), buffer, 0, record.value().length);
                return processor.outputSequence() < sequence;
            });
        }
        if (sequence != Long.MAX_VALUE && processor.outputSequence() != sequence) {
            throw ToolException.usage("lane=" + lane + " has only " + processor.outputSequence() + " outputs");
        }
        return processor;
    }

    private static LaneProcessor newestBefore(final Place place, final int lane, final long sequence) {
        final LaneProcessor processor = new LaneProcessor(lane);
        if (Files.isDirectory(place.laneDir(lane))) {
            final SnapshotStore snapshots = new SnapshotStore(FileStorage.of(place.laneDir(lane)));
            for (final long candidate : snapshots.sequences()) {
                final DirectBuffer payload = candidate <= sequence ? snapshots.read(candidate) : null;
                if (payload != null) {
                    LaneSnapshot.load(payload, processor);
                    return processor;
                }
            }
        }
        return processor;
    }
}
