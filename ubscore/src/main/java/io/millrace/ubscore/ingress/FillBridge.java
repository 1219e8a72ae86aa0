package io.millrace.ubscore.ingress;

import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedLink;
import io.millrace.feed.FeedListener;
import io.millrace.feed.LaneStart;
import io.millrace.feed.LaneState;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyOutputEncoder;
import io.millrace.schema.sbe.FeedConsumer;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.ubscore.account.OutputHeader;
import io.millrace.ubscore.egress.CommandSink;
import io.millrace.ubscore.egress.LeaderDuty;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the engine's outputs into the log, from where the core stands. The feed is gapless and verified; the core takes the next
 * output of a lane or none, so what is lost on the way or meets a full outbox is offered again. A lane that the feed halts stays
 * halted, and says so; nothing is skipped. One thread.
 */
public final class FillBridge implements LeaderDuty, FeedListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(FillBridge.class);
    private static final int OVERHEAD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + ApplyOutputEncoder.BLOCK_LENGTH
            + ApplyOutputEncoder.outputHeaderLength()
            + CommandFrame.TRAILER_LENGTH;

    private final List<FeedEndpoint> endpoints;
    private final FeedContext feedContext;
    private final FeedLink.Factory links;
    private final CorePositions positions;
    private final CommandSink sink;
    private final int shard;
    private final OfferWindow[] windows;
    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ApplyOutputEncoder encoder = new ApplyOutputEncoder();
    private EngineFeedSubscriber subscriber;

    /** {@code endpoints} have every lane; the bounds are those of one lane's outputs under way. */
    public FillBridge(
            final List<FeedEndpoint> endpoints,
            final FeedContext feedContext,
            final FeedLink.Factory links,
            final CorePositions positions,
            final CommandSink sink,
            final int shard,
            final OfferWindow.Bounds bounds) {
        this.endpoints = endpoints;
        this.feedContext = feedContext;
        this.links = links;
        this.positions = positions;
        this.sink = sink;
        this.shard = shard;
        windows = new OfferWindow[positions.laneCount()];
        for (int lane = 0; lane < windows.length; lane++) {
            windows[lane] = new OfferWindow(bounds);
        }
    }

    @Override
    public void begin() {
        end();
        final Map<Integer, LaneStart> starts = new HashMap<>();
        for (int lane = 0; lane < windows.length; lane++) {
            final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
            final long sequence = positions.outputSequence(lane, hash);
            starts.put(lane, new LaneStart(sequence, hash));
        }
        subscriber = new EngineFeedSubscriber(endpoints, starts, feedContext, this, links);
    }

    @Override
    public int doWork(final long nowNs) {
        int count = subscriber.doWork(nowNs);
        for (int lane = 0; lane < windows.length; lane++) {
            final long applied = positions.outputSequence(lane);
            count += windows[lane].doWork(nowNs, applied, sink);
            subscriber.confirm(lane, FeedConsumer.UBSCORE, shard, applied);
        }
        return count;
    }

    @Override
    public boolean onOutput(
            final int lane,
            final long sequence,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final byte[] hash) {
        if (!windows[lane].hasRoom(length)) {
            return false;
        }
        final UnsafeBuffer command = new UnsafeBuffer(new byte[length + OVERHEAD_LENGTH]);
        encoder.wrapAndApplyHeader(command, 0, header)
                .lane(lane)
                .outputSequence(sequence)
                .putOutput(buffer, offset, length);
        frame.seal(command, 0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        windows[lane].add(sequence, command);
        return true;
    }

    @Override
    public void onLaneState(final int lane, final LaneState state, final String detail) {
        if (state == LaneState.HALTED) {
            LOGGER.error("feed of a lane halted, its fills wait lane={} detail={}", lane, detail);
        } else {
            LOGGER.info("feed lane={} state={} detail={}", lane, state, detail);
        }
    }

    @Override
    public void end() {
        CloseHelper.quietClose(subscriber);
        subscriber = null;
        for (final OfferWindow window : windows) {
            window.clear();
        }
    }

    @Override
    public String name() {
        return "fill-bridge";
    }
}
