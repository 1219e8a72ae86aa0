package io.millrace.ubscore.ingress;

import com.typesafe.config.Config;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.DefineAssetEncoder;
import io.millrace.schema.sbe.DefineInstrumentEncoder;
import io.millrace.schema.sbe.InstrumentDefinitionEncoder;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.ubscore.egress.CommandSink;
import io.millrace.ubscore.egress.LeaderDuty;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what {@code millrace.ubscore.genesis} names and the core does not know, as admin commands through the log, until it does. What is
 * known is left alone: later changes are an operator's. One thread.
 */
public final class Genesis implements LeaderDuty {
    private static final Logger LOGGER = LoggerFactory.getLogger(Genesis.class);
    private static final long RETRY_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int COMMAND_LENGTH_MAX = 512;

    private final Config genesis;
    private final int laneCount;
    private final CorePositions positions;
    private final CommandSink sink;
    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DefineAssetEncoder defineAsset = new DefineAssetEncoder();
    private final DefineInstrumentEncoder defineInstrument = new DefineInstrumentEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[COMMAND_LENGTH_MAX]);
    private long nextNs;
    private boolean offered;
    private boolean done;

    /** {@code genesis} is that section of the configuration. */
    public Genesis(final Config genesis, final int laneCount, final CorePositions positions, final CommandSink sink) {
        this.genesis = genesis;
        this.laneCount = laneCount;
        this.positions = positions;
        this.sink = sink;
        genesis.getConfigList("instruments").forEach(this::encodeInstrument);
    }

    @Override
    public void begin() {
        offered = false;
        done = false;
    }

    @Override
    public int doWork(final long nowNs) {
        if (done || offered && nowNs - nextNs < 0) {
            return 0;
        }
        offered = true;
        nextNs = nowNs + RETRY_INTERVAL_NS;
        final CorePositions.Definitions known = positions.definitions();
        int count = 0;
        for (final Config asset : genesis.getConfigList("assets")) {
            if (!known.assets().get(asset.getInt("id"))) {
                count += offer(asset, encodeAsset(asset));
            }
        }
        for (final Config instrument : genesis.getConfigList("instruments")) {
            if (!known.instruments().get(instrument.getInt("id"))) {
                count += offer(instrument, encodeInstrument(instrument));
            }
        }
        done = count == 0;
        return count;
    }

    private int offer(final Config definition, final int length) {
        LOGGER.info("genesis symbol={} id={}", definition.getString("symbol"), definition.getInt("id"));
        sink.offer(buffer, 0, length);
        return 1;
    }

    private int encodeAsset(final Config asset) {
        defineAsset
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .asset()
                .assetId(asset.getInt("id"))
                .scale((short) asset.getInt("scale"))
                .symbol(asset.getString("symbol"));
        return frame.seal(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + DefineAssetEncoder.BLOCK_LENGTH);
    }

    private int encodeInstrument(final Config own) {
        final Config instrument = own.withFallback(genesis.getConfig("instrument"));
        final int baseScale = scale(instrument.getInt("base"));
        final int quoteScale = scale(instrument.getInt("quote"));
        final BigDecimal tick = new BigDecimal(instrument.getString("tick")).stripTrailingZeros();
        final BigDecimal lot = new BigDecimal(instrument.getString("lot"));
        final int priceScale = Math.max(0, tick.scale());
        final int id = instrument.getInt("id");
        final InstrumentDefinitionEncoder encoder = defineInstrument
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .instrument();
        encoder.instrumentId(id)
                .baseAssetId(instrument.getInt("base"))
                .quoteAssetId(instrument.getInt("quote"))
                .lane(instrument.hasPath("lane") ? instrument.getInt("lane") : (id - 1) % laneCount)
                .state(InstrumentState.OPEN)
                .priceScale((short) priceScale)
                .baseScale((short) baseScale)
                .quoteScale((short) quoteScale)
                .tickSize(tick.movePointRight(priceScale).longValueExact())
                .lotSize(lot.movePointRight(baseScale).longValueExact())
                .notionalPerTickLot(
                        tick.multiply(lot).movePointRight(quoteScale).longValueExact());
        terms(instrument, encoder);
        encoder.symbol(instrument.getString("symbol"));
        return frame.seal(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + DefineInstrumentEncoder.BLOCK_LENGTH);
    }

    private static void terms(final Config instrument, final InstrumentDefinitionEncoder encoder) {
        encoder.quantityMin(instrument.getLong("quantity-min"))
                .quantityMax(instrument.getLong("quantity-max"))
                .notionalMin(instrument.getLong("notional-min"))
                .notionalMax(instrument.getLong("notional-max"))
                .priceMax(instrument.getLong("price-max"))
                .makerFeePpm(instrument.getInt("maker-fee-ppm"))
                .takerFeePpm(instrument.getInt("taker-fee-ppm"))
                .priceBandPpm(instrument.getInt("price-band-ppm"))
                .collarPpm(instrument.getInt("collar-ppm"));
    }

    private int scale(final int assetId) {
        final List<? extends Config> assets = genesis.getConfigList("assets");
        return assets.stream()
                .filter(asset -> asset.getInt("id") == assetId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("genesis names an asset it lacks assetId=" + assetId))
                .getInt("scale");
    }

    /** Whether the core knows everything that is named. Any thread. */
    public boolean isDone() {
        final CorePositions.Definitions known = positions.definitions();
        return genesis.getConfigList("assets").stream()
                        .allMatch(asset -> known.assets().get(asset.getInt("id")))
                && genesis.getConfigList("instruments").stream()
                        .allMatch(instrument -> known.instruments().get(instrument.getInt("id")));
    }

    @Override
    public void end() {}

    @Override
    public String name() {
        return "genesis";
    }
}
