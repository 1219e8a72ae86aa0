package io.millrace.gateway.trading;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Assets and instruments as UBSCore knew them at one sequence. Immutable. */
public final class ReferenceTable {
    /** Before UBSCore has answered. */
    public static final ReferenceTable EMPTY = new ReferenceTable(0, List.of(), List.of());

    private final long coreSequence;
    private final Map<String, Asset> assets = new TreeMap<>();
    private final Map<Integer, Asset> assetsById = new HashMap<>();
    private final Map<String, Instrument> instruments = new TreeMap<>();
    private final Map<Integer, Instrument> instrumentsById = new HashMap<>();

    public ReferenceTable(
            final long coreSequence, final Collection<Asset> assets, final Collection<Instrument> instruments) {
        this.coreSequence = coreSequence;
        for (final Asset asset : assets) {
            this.assets.put(asset.symbol(), asset);
            assetsById.put(asset.assetId(), asset);
        }
        for (final Instrument instrument : instruments) {
            this.instruments.put(instrument.symbol(), instrument);
            instrumentsById.put(instrument.instrumentId(), instrument);
        }
    }

    /** UBSCore's sequence when it was read. */
    public long coreSequence() {
        return coreSequence;
    }

    /** Nothing can be traded yet: genesis has not happened, or UBSCore has not answered. */
    public boolean isEmpty() {
        return instruments.isEmpty();
    }

    /** In the order of their symbols. */
    public Collection<Asset> assets() {
        return Collections.unmodifiableCollection(assets.values());
    }

    /** In the order of their symbols. */
    public Collection<Instrument> instruments() {
        return Collections.unmodifiableCollection(instruments.values());
    }

    /** Lanes that instruments are on, each once. */
    public int[] lanes() {
        return instruments.values().stream()
                .mapToInt(Instrument::lane)
                .distinct()
                .toArray();
    }

    /** Null if it is not known. */
    public Asset asset(final String symbol) {
        return assets.get(symbol);
    }

    /** Null if it is not known. */
    public Asset asset(final int assetId) {
        return assetsById.get(assetId);
    }

    /** Null if it is not known. */
    public Instrument instrument(final String symbol) {
        return instruments.get(symbol);
    }

    /** Null if it is not known. */
    public Instrument instrument(final int instrumentId) {
        return instrumentsById.get(instrumentId);
    }
}
