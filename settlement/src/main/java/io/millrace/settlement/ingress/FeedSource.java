package io.millrace.settlement.ingress;

import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedLink;
import io.millrace.feed.FeedListener;
import io.millrace.feed.LaneStart;
import io.millrace.feed.LaneState;
import io.millrace.schema.sbe.FeedConsumer;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** The engine's outputs, gapless and verified, from the settled places on; tells the engine what is durable. */
public final class FeedSource implements EventSource, FeedListener {
    private final OutputDecoder decoder = new OutputDecoder();
    private final EngineFeedSubscriber subscriber;
    private EventIntake intake;
    private int taken;
    private String halted;

    /** @param settled where each lane stands that is to be taken. */
    public FeedSource(
            final List<FeedEndpoint> endpoints,
            final Collection<StreamPosition> settled,
            final FeedContext context,
            final FeedLink.Factory links) {
        final Map<Integer, LaneStart> starts = new HashMap<>();
        settled.forEach(position -> starts.put(position.part(), new LaneStart(position.sequence(), position.hash())));
        subscriber = new EngineFeedSubscriber(endpoints, starts, context, this, links);
        settled.forEach(this::onDurable);
    }

    @Override
    public int poll(final long nowNs, final EventIntake to) {
        intake = to;
        taken = 0;
        subscriber.doWork(nowNs);
        if (halted != null) {
            throw new Breach("feed halted: " + halted + ": settlement keeps its place; find which side was altered or"
                    + " lost, restore it and start settlement again");
        }
        return taken;
    }

    @Override
    public boolean onOutput(
            final int lane,
            final long sequence,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final byte[] hash) {
        if (!intake.hasRoom()) {
            return false;
        }
        intake.onOutput(decoder.decode(buffer, offset, length, hash));
        taken++;
        return true;
    }

    @Override
    public void onLaneState(final int lane, final LaneState state, final String detail) {
        if (state == LaneState.HALTED) {
            halted = "lane=" + lane + " " + detail;
        }
    }

    @Override
    public void onDurable(final StreamPosition position) {
        if (position.stream() == Stream.ENGINE) {
            subscriber.confirm(position.part(), FeedConsumer.SETTLEMENT, 0, position.sequence());
        }
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
