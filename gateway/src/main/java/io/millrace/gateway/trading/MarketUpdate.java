package io.millrace.gateway.trading;

import java.util.List;

/** One engine output, as far as markets and waiting clients care; {@code effect} is null if nobody can wait for it. */
public record MarketUpdate(
        OutputStamp stamp, List<LevelChange> levels, List<TradePrint> trades, CommandEffect effect) {}
