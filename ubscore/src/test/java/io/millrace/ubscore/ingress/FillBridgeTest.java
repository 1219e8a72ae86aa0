package io.millrace.ubscore.ingress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.feed.BookImageSource;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.LanePublication;
import io.millrace.feed.LaneStart;
import io.millrace.feed.OutputHash;
import io.millrace.feed.OutputSource;
import io.millrace.feed.ReplayResponder;
import io.millrace.feed.fault.FaultyNetwork;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.OutputHeader;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.ReplyPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The bridge between an engine, over a network that can't be trusted, and a real core, over a log that loses what it likes. */
class FillBridgeTest {
    private static final long NOW_US = 1_700_000_000_000_000L;
    private static final int LANE = 0;
    private static final long STEP_NS = 20_000_000;
    private static final int STEPS_MAX = 200_000;

    private final FeedContext feed = FeedContext.defaults();
    private final Engine engine = new Engine();
    private final Outbox outbox = new Outbox(1, 1, new OutboxBounds(1 << 20, 64 << 20, 20 << 20));
    private final ReplyPublisher replies = new ReplyPublisher();
    private final BalanceCore core = new BalanceCore(config(), outbox, new CoreEgress(outbox, replies));
    private final CommandAdapter adapter = new CommandAdapter(core, outbox, replies);
    private final CorePositions positions = new CorePositions(1, 1);
    private FaultyNetwork network;
    private LanePublication publication;
    private FillBridge bridge;
    private Random loss = new Random(0);
    private int lossPercent;
    private long offered;
    private long nowNs = 1;

    private static CoreConfig config() {
        final CoreConfig config = new CoreConfig();
        config.laneCount = 1;
        config.partitionCount = 1;
        config.initialCapacity = 64;
        return config;
    }

    /** A lane's outputs in memory: one for each record that the core wrote to the lane. */
    private static final class Engine implements OutputSource {
        private final List<byte[]> outputs = new ArrayList<>();
        private final List<byte[]> hashes = new ArrayList<>(List.of(new byte[OutputHeader.HASH_LENGTH]));
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
        private final EngineOutputEncoder encoder = new EngineOutputEncoder();
        private final OutputHash hash = new OutputHash();

        void answerNext() {
            final long sequence = outputs.size() + 1;
            encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .lane(LANE)
                    .outcome(Outcome.ACCEPTED)
                    .reason(Reason.NONE)
                    .keptPriority(Flag.NO)
                    .outputSequence(sequence)
                    .sourceSequence(sequence)
                    .instrumentId(1)
                    .lastPrice(100 + sequence)
                    .putPreviousHash(hashes.get((int) sequence - 1), 0, OutputHeader.HASH_LENGTH);
            encoder.tradesCount(0);
            encoder.ordersCount(0);
            encoder.levelsCount(0);
            encoder.deltasCount(0);
            encoder.putCommand(new byte[0], 0, 0);
            final byte[] output = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
            buffer.getBytes(0, output);
            final byte[] itsHash = new byte[OutputHeader.HASH_LENGTH];
            hash.hash(buffer, 0, output.length, itsHash, 0);
            outputs.add(output);
            hashes.add(itsHash);
        }

        @Override
        public Ownership ownership(final int lane) {
            return lane == LANE ? Ownership.OWNER : Ownership.UNKNOWN;
        }

        @Override
        public long earliestSequence(final int lane) {
            return 1;
        }

        @Override
        public long headSequence(final int lane) {
            return outputs.size();
        }

        @Override
        public int read(final int lane, final long fromSequence, final OutputConsumer consumer) {
            int count = 0;
            for (long sequence = fromSequence; sequence <= outputs.size(); sequence++) {
                final byte[] output = outputs.get((int) sequence - 1);
                if (!consumer.onOutput(sequence, new UnsafeBuffer(output), 0, output.length)) {
                    break;
                }
                count++;
            }
            return count;
        }
    }

    private void start(final long seed, final double fault) {
        loss = new Random(seed);
        final ReplayResponder responder =
                new ReplayResponder(feed, engine, BookImageSource.NONE, (lane, consumer, part, sequence) -> {});
        network = new FaultyNetwork(new Random(seed), fault, responder::respond);
        publication = new LanePublication(LANE, LaneStart.BEGINNING, network, feed);
        bridge = new FillBridge(
                List.of(new FeedEndpoint(List.of(LANE), "memory", "memory")),
                feed,
                (endpoint, lanes) -> network,
                positions,
                this::onCommand,
                0,
                new OfferWindow.Bounds(16, 1 << 20, 10 * STEP_NS));
        define();
        bridge.begin();
    }

    /** The log: loses some of what it says that it took, and says of some that it did not take it. */
    private boolean onCommand(final DirectBuffer buffer, final int offset, final int length) {
        offered++;
        if (loss.nextInt(100) < lossPercent) {
            return loss.nextBoolean();
        }
        adapter.onMessage(null, NOW_US, buffer, offset, length);
        positions.update(core);
        return true;
    }

    private void define() {
        for (int id = 1; id <= 2; id++) {
            final Asset asset = new Asset();
            asset.assetId = id;
            asset.scale = 2;
            asset.symbol.set("A" + id);
            core.defineAsset(asset, NOW_US);
        }
        setTerms(1);
    }

    /** Writes one more record to the lane: the instrument with another bound. */
    private void setTerms(final long quantityMax) {
        final Instrument instrument = new Instrument();
        instrument.instrumentId = 1;
        instrument.baseAssetId = 1;
        instrument.quoteAssetId = 2;
        instrument.state = InstrumentState.OPEN;
        instrument.baseScale = 2;
        instrument.quoteScale = 2;
        instrument.tickSize = 1;
        instrument.lotSize = 100;
        instrument.notionalPerTickLot = 100;
        instrument.quantityMin = 1;
        instrument.quantityMax = quantityMax;
        instrument.notionalMax = 1L << 40;
        instrument.priceMax = 1 << 20;
        instrument.symbol.set("A1_A2");
        core.defineInstrument(instrument, NOW_US);
    }

    private void publish(final int count) {
        for (int i = 0; i < count; i++) {
            setTerms(core.orderSequence(LANE) + 1);
            engine.answerNext();
            final int last = engine.outputs.size();
            final byte[] output = engine.outputs.get(last - 1);
            publication.offer(last, new UnsafeBuffer(output), 0, output.length, engine.hashes.get(last));
        }
        publication.flush();
    }

    private void step() {
        nowNs += STEP_NS;
        publication.doWork(nowNs);
        bridge.doWork(nowNs);
    }

    private void stepUntilAllApplied() {
        for (int i = 0; i < STEPS_MAX && core.outputSequence(LANE) < engine.outputs.size(); i++) {
            step();
        }
        assertEquals(engine.outputs.size(), core.outputSequence(LANE));
        final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
        core.outputHash(LANE, hash);
        assertArrayEquals(engine.hashes.get(engine.outputs.size()), hash);
    }

    private void acknowledgeOutbox() {
        outbox.lane(0).acknowledge(outbox.lane(0).lastSequence(), 0);
        outbox.events(0).acknowledge(outbox.events(0).lastSequence(), 0);
    }

    @Test
    void shouldApplyEachOutputOnceAsTheyCome() {
        start(1, 0);
        publish(500);
        stepUntilAllApplied();
        assertEquals(500, offered);
    }

    @Test
    void shouldApplyAllOverALossyNetworkAndALossyLog() {
        for (long seed = 1; seed <= 20; seed++) {
            final FillBridgeTest other = new FillBridgeTest();
            other.lossPercent = 30;
            other.start(seed, 0.2);
            for (int burst = 0; burst < 30; burst++) {
                other.publish(other.loss.nextInt(20));
                for (int i = other.loss.nextInt(5); i > 0; i--) {
                    other.step();
                }
                if (other.loss.nextInt(10) == 0) {
                    // Leadership comes and goes: it starts over from where the core stands.
                    other.bridge.end();
                    other.bridge.begin();
                }
                other.acknowledgeOutbox();
            }
            other.stepUntilAllApplied();
        }
    }

    @Test
    void shouldFetchWhatWasPublishedBeforeItBegan() {
        start(3, 0);
        bridge.end();
        publish(200);
        acknowledgeOutbox();
        bridge.begin();
        network.reopen();
        stepUntilAllApplied();
    }

    @Test
    void shouldOfferNothingTwiceThatTheCoreHasApplied() {
        start(4, 0);
        publish(20);
        stepUntilAllApplied();
        final long before = offered;
        for (int i = 0; i < 200; i++) {
            step();
        }
        assertEquals(before, offered);
    }

    @Test
    void shouldHaltTheLaneAndNotTheNodeWhenTheEngineHasAnotherPast() {
        start(5, 0);
        publish(10);
        stepUntilAllApplied();
        bridge.end();
        engine.outputs.clear();
        engine.hashes.subList(1, engine.hashes.size()).clear();
        for (int i = 0; i < 15; i++) {
            engine.answerNext();
            engine.hashes.get(engine.hashes.size() - 1)[0] ^= 1;
        }
        bridge.begin();
        publication = new LanePublication(LANE, new LaneStart(15, engine.hashes.get(15)), network, feed);
        for (int i = 0; i < 500; i++) {
            step();
        }
        assertEquals(10, core.outputSequence(LANE));
        assertTrue(offered <= 10);
    }
}
