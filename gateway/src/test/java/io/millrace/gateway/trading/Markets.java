package io.millrace.gateway.trading;

import java.util.List;

/** The genesis instruments, for tests. */
public final class Markets {
    public static final Asset BTC = new Asset(1, "BTC", 8);
    public static final Asset ETH = new Asset(2, "ETH", 8);
    public static final Asset USDT = new Asset(3, "USDT", 6);
    public static final Instrument BTC_USDT = instrument(1, "BTC_USDT", BTC, USDT, new Grid(2, 1, 10_000, 1));
    public static final Instrument ETH_BTC = instrument(3, "ETH_BTC", ETH, BTC, new Grid(5, 1, 100_000, 1));
    public static final ReferenceTable GENESIS =
            new ReferenceTable(7, List.of(BTC, ETH, USDT), List.of(BTC_USDT, ETH_BTC));

    private Markets() {}

    private static Instrument instrument(
            final int id, final String symbol, final Asset base, final Asset quote, final Grid grid) {
        final Limits limits = new Limits(1, 1_000_000_000L, 1, 1_000_000_000_000_000L, 1_000_000_000L, 0, 200, 1000);
        return new Instrument(id, symbol, base, quote, id - 1, "OPEN", grid, limits);
    }
}
