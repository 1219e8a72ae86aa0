package io.millrace.ubscore.account;

/** What there is to trade. Filled in by the caller of a command; owned by the core when a listener or visitor sees it. */
public final class Instrument {
    /** Length of a symbol in bytes. */
    public static final int SYMBOL_LENGTH = 32;

    /** From 1 to {@link CoreConfig#INSTRUMENT_ID_MAX}. */
    public int instrumentId;

    public int baseAssetId;
    public int quoteAssetId;
    /** Partition of orders, for ever. */
    public int lane;

    public InstrumentState state;
    /** Decimals of a price. */
    public int priceScale;
    /** Decimals of the base asset's minor unit. */
    public int baseScale;
    /** Decimals of the quote asset's minor unit. */
    public int quoteScale;
    /** One tick, in units of 10^-priceScale. */
    public long tickSize;
    /** One lot, in minor units of the base asset. */
    public long lotSize;
    /** Minor units of the quote asset that one lot costs at a price of one tick: whole, at least 1. */
    public long notionalPerTickLot;
    /** Lots. */
    public long quantityMin;
    /** Lots. */
    public long quantityMax;
    /** Minor units of the quote asset. */
    public long notionalMin;
    /** Minor units of the quote asset. */
    public long notionalMax;
    /** Ticks; prices run from 1 to here. */
    public long priceMax;
    /** Negative: a rebate. */
    public int makerFeePpm;

    public int takerFeePpm;
    /** How far from the last trade a limit may be; 0: no band. */
    public int priceBandPpm;
    /** How far above the last trade, or above its trigger, a market buy by quantity is held and may trade. */
    public int collarPpm;

    public final FixedText symbol = new FixedText(SYMBOL_LENGTH);

    /** Ticks of the last trade; 0: none yet. Kept by the core, no part of the definition. */
    long lastPrice;
    /** Id of the last trade; 0: none yet. Kept by the core, no part of the definition. */
    long lastTradeId;

    void set(final Instrument other) {
        instrumentId = other.instrumentId;
        baseAssetId = other.baseAssetId;
        quoteAssetId = other.quoteAssetId;
        lane = other.lane;
        state = other.state;
        priceScale = other.priceScale;
        baseScale = other.baseScale;
        quoteScale = other.quoteScale;
        tickSize = other.tickSize;
        lotSize = other.lotSize;
        notionalPerTickLot = other.notionalPerTickLot;
        symbol.set(other.symbol);
        setTerms(other);
    }

    /** The part of a definition that may change. */
    void setTerms(final Instrument other) {
        quantityMin = other.quantityMin;
        quantityMax = other.quantityMax;
        notionalMin = other.notionalMin;
        notionalMax = other.notionalMax;
        priceMax = other.priceMax;
        makerFeePpm = other.makerFeePpm;
        takerFeePpm = other.takerFeePpm;
        priceBandPpm = other.priceBandPpm;
        collarPpm = other.collarPpm;
    }

    boolean sameGrounds(final Instrument other) {
        return baseAssetId == other.baseAssetId
                && quoteAssetId == other.quoteAssetId
                && lane == other.lane
                && priceScale == other.priceScale
                && baseScale == other.baseScale
                && quoteScale == other.quoteScale
                && tickSize == other.tickSize
                && lotSize == other.lotSize
                && notionalPerTickLot == other.notionalPerTickLot
                && symbol.equals(other.symbol);
    }

    boolean sameTerms(final Instrument other) {
        return quantityMin == other.quantityMin
                && quantityMax == other.quantityMax
                && notionalMin == other.notionalMin
                && notionalMax == other.notionalMax
                && priceMax == other.priceMax
                && makerFeePpm == other.makerFeePpm
                && takerFeePpm == other.takerFeePpm
                && priceBandPpm == other.priceBandPpm
                && collarPpm == other.collarPpm;
    }
}
