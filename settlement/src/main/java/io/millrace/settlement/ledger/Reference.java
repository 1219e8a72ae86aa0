package io.millrace.settlement.ledger;

import org.agrona.collections.Int2ObjectHashMap;

/** The assets and instruments that were defined so far. What decides decimals never changes: to change it is a breach. */
public final class Reference {
    private final Int2ObjectHashMap<Asset> assets = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<Instrument> instruments = new Int2ObjectHashMap<>();

    /** Adds an asset; the same again is a no-op. */
    public void define(final Asset asset) {
        final Asset known = assets.putIfAbsent(asset.id(), asset);
        if (known != null && !known.equals(asset)) {
            throw new Breach("asset redefined: known=" + known + " defined=" + asset);
        }
    }

    /** Adds an instrument, or takes its new limits, rates and state. */
    public void define(final Instrument instrument) {
        final Instrument known = instruments.put(instrument.id(), instrument);
        if (known != null && !isSame(known, instrument)) {
            throw new Breach("instrument redefined: known=" + known + " defined=" + instrument);
        }
    }

    private static boolean isSame(final Instrument known, final Instrument other) {
        return known.symbol().equals(other.symbol())
                && known.baseAssetId() == other.baseAssetId()
                && known.quoteAssetId() == other.quoteAssetId()
                && known.grid().equals(other.grid());
    }

    boolean hasAsset(final int id) {
        return assets.containsKey(id);
    }

    boolean hasInstrument(final int id) {
        return instruments.containsKey(id);
    }

    /** An asset that must be known. */
    public Asset asset(final int id) {
        final Asset asset = assets.get(id);
        if (asset == null) {
            throw new Breach("asset was never defined: assetId=" + id + " known=" + assets.size());
        }
        return asset;
    }

    /** An instrument that must be known. */
    public Instrument instrument(final int id) {
        final Instrument instrument = instruments.get(id);
        if (instrument == null) {
            throw new Breach("instrument was never defined: instrumentId=" + id + " known=" + instruments.size());
        }
        return instrument;
    }

    /** All instruments, in no order. */
    public Iterable<Instrument> instruments() {
        return instruments.values();
    }
}
