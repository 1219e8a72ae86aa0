package io.millrace.chain.ingress;

import io.millrace.chain.vault.Breach;
import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.Place;
import io.millrace.chain.vault.ChainRecord.Stream;
import io.millrace.chain.vault.ChainRecord.TradeId;
import io.millrace.chain.vault.TradeSlice;
import io.millrace.chain.vault.VaultCore;
import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedListener;
import io.millrace.feed.LaneStart;
import io.millrace.feed.LaneState;
import io.millrace.schema.Accounts;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.FeedConsumer;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** The engine's outputs, gapless and verified, behind the state's places. One thread. */
public final class TradeSource implements FeedListener, AutoCloseable {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private final int laneCount;
    private final int sourceId;
    private final VaultCore core;
    private final EngineFeedSubscriber subscriber;
    private long nowUs;
    private int taken;
    private String halted;

    public TradeSource(
            final List<FeedEndpoint> endpoints,
            final int laneCount,
            final int sourceId,
            final FeedContext context,
            final VaultCore core) {
        this.laneCount = laneCount;
        this.sourceId = sourceId;
        this.core = core;
        final Map<Integer, LaneStart> starts = new HashMap<>();
        for (int lane = 0; lane < laneCount; lane++) {
            final Place place = core.state().place(Stream.LANE, lane);
            starts.put(
                    lane,
                    place.sequence() == 0
                            ? LaneStart.BEGINNING
                            : new LaneStart(place.sequence(), HexFormat.of().parseHex(place.hash())));
        }
        subscriber = new EngineFeedSubscriber(endpoints, starts, context, this);
        confirm();
    }

    /** Tells the engine which outputs are in batches: it keeps the others. */
    public void confirm() {
        for (int lane = 0; lane < laneCount; lane++) {
            final long sequence = core.state().place(Stream.LANE, lane).sequence();
            subscriber.confirm(lane, FeedConsumer.CHAIN, sourceId, sequence);
        }
    }

    /** Takes what has come; returns how many outputs. */
    public int poll(final long nowNs, final long atUs) {
        nowUs = atUs;
        taken = 0;
        subscriber.doWork(nowNs);
        if (halted != null) {
            throw new Breach("feed halted: " + halted);
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
        if (!core.hasRoomForTrades()) {
            return false;
        }
        output.wrapAndApplyHeader(buffer, offset, header);
        final int instrumentId = output.instrumentId();
        final List<TradeId> trades = new ArrayList<>();
        output.trades().forEach(trade -> trades.add(new TradeId(instrumentId, trade.tradeId())));
        output.orders().forEach(EngineOutputDecoder.OrdersDecoder::sbeSkip);
        output.levels().forEach(EngineOutputDecoder.LevelsDecoder::sbeSkip);
        final List<Leg> legs = new ArrayList<>();
        output.deltas().forEach(delta -> legs.add(new Leg(delta.assetId(), user(delta.accountId()), delta.amount())));
        core.onTrades(new TradeSlice(lane, sequence, HexFormat.of().formatHex(hash), trades, legs), nowUs);
        taken++;
        return true;
    }

    /** The vault's user of an account: fees are user 0's there. */
    private static long user(final long accountId) {
        if (accountId < 0 && accountId != Accounts.FEE) {
            throw new Breach("output moves money of an account that is no user's account=" + accountId);
        }
        return Math.max(0, accountId);
    }

    @Override
    public void onLaneState(final int lane, final LaneState state, final String detail) {
        if (state == LaneState.HALTED) {
            halted = "lane=" + lane + " " + detail;
        }
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
