package io.millrace.ubscore.account;

/** What there is to own. Filled in by the caller of a command; owned by the core when a listener or visitor sees it. */
public final class Asset {
    /** Length of a symbol in bytes. */
    public static final int SYMBOL_LENGTH = 16;

    /** From 1 to {@link CoreConfig#ASSET_ID_MAX}. */
    public int assetId;
    /** Decimals of the minor unit, 0 to 8. */
    public int scale;

    public final FixedText symbol = new FixedText(SYMBOL_LENGTH);

    void set(final Asset other) {
        assetId = other.assetId;
        scale = other.scale;
        symbol.set(other.symbol);
    }

    boolean sameAs(final Asset other) {
        return assetId == other.assetId && scale == other.scale && symbol.equals(other.symbol);
    }
}
