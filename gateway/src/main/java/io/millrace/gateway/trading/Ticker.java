package io.millrace.gateway.trading;

/**
 * What an instrument did in the last 24 hours, in steps of a minute.
 *
 * @param prices null: nothing was traded
 */
public record Ticker(
        Instrument instrument,
        Candle.Prices prices,
        Candle.Volumes volumes,
        long tradeCount,
        long firstTradeId,
        long openMs,
        long closeMs) {}
