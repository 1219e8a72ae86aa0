package io.millrace.ubscore.account;

import java.util.Arrays;

/** What there is to own and to trade, and at which rates. Bounded by the highest ids, which are small: arrays by id. */
final class Catalog {
    private static final long UNSET = Long.MIN_VALUE;
    private static final int TIER_STRIDE = CoreConfig.INSTRUMENT_ID_MAX + 1;

    private final Asset[] assets = new Asset[CoreConfig.ASSET_ID_MAX + 1];
    private final Instrument[] instruments = new Instrument[CoreConfig.INSTRUMENT_ID_MAX + 1];
    private final long[] withdrawalLimits = new long[CoreConfig.ASSET_ID_MAX + 1];
    private final long[] tiers = new long[(CoreConfig.FEE_TIER_MAX + 1) * TIER_STRIDE];

    Catalog() {
        Arrays.fill(withdrawalLimits, BalanceTable.NONE);
        Arrays.fill(tiers, UNSET);
    }

    /** Null if there is none. */
    Asset asset(final int assetId) {
        return assetId >= 0 && assetId < assets.length ? assets[assetId] : null;
    }

    void add(final Asset definition) {
        final Asset asset = new Asset();
        asset.set(definition);
        assets[asset.assetId] = asset;
    }

    /** Null if there is none. */
    Instrument instrument(final int instrumentId) {
        return instrumentId >= 0 && instrumentId < instruments.length ? instruments[instrumentId] : null;
    }

    Instrument add(final Instrument definition) {
        final Instrument instrument = new Instrument();
        instrument.set(definition);
        instruments[instrument.instrumentId] = instrument;
        return instrument;
    }

    boolean hasSymbol(final Asset definition) {
        for (final Asset asset : assets) {
            if (asset != null && asset.symbol.equals(definition.symbol)) {
                return true;
            }
        }
        return false;
    }

    boolean hasSymbol(final Instrument definition) {
        for (final Instrument instrument : instruments) {
            if (instrument != null && instrument.symbol.equals(definition.symbol)) {
                return true;
            }
        }
        return false;
    }

    /** What a user may take out per day; -1: no limit. */
    long withdrawalLimit(final int assetId) {
        return withdrawalLimits[assetId];
    }

    void withdrawalLimit(final int assetId, final long dailyAmountMax) {
        withdrawalLimits[assetId] = dailyAmountMax;
    }

    void tier(final int tier, final int instrumentId, final int makerFeePpm, final int takerFeePpm) {
        tiers[tier * TIER_STRIDE + instrumentId] = Ints.pack(makerFeePpm, takerFeePpm);
    }

    boolean hasTier(final int tier, final int instrumentId) {
        return tiers[tier * TIER_STRIDE + instrumentId] != UNSET;
    }

    long tier(final int tier, final int instrumentId) {
        return tiers[tier * TIER_STRIDE + instrumentId];
    }

    /** Maker and taker rate for a user of {@code tier}, packed. */
    long fees(final int tier, final Instrument instrument) {
        if (tier != 0) {
            final long own = tiers[tier * TIER_STRIDE + instrument.instrumentId];
            final long fees = own != UNSET ? own : tiers[tier * TIER_STRIDE];
            if (fees != UNSET) {
                return fees;
            }
        }
        return Ints.pack(instrument.makerFeePpm, instrument.takerFeePpm);
    }
}
