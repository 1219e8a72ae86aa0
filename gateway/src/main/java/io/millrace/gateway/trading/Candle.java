package io.millrace.gateway.trading;

/**
 * What was traded in one interval: ticks, lots, minor units of the quote asset.
 *
 * @param ordinal which interval since 1970-01-01
 */
public record Candle(long ordinal, Prices prices, Volumes volumes, long tradeCount, long firstTradeId) {

    /** In ticks. */
    public record Prices(long open, long high, long low, long close) {}

    /** Lots and minor units of the quote asset; the taker's purchases apart. */
    public record Volumes(long base, long quote, long takerBuyBase, long takerBuyQuote) {}
}
