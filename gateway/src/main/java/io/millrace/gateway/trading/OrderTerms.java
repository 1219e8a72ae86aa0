package io.millrace.gateway.trading;

/**
 * The numbers of an order; 0 where the type has none.
 *
 * @param price ticks
 * @param quantity lots; 0 if a budget is given
 * @param displayQuantity lots shown of an iceberg; 0: all
 * @param quoteBudget what a market buy may spend, minor units of the quote asset
 * @param triggerPrice ticks
 * @param trailingOffset ticks
 * @param expireTimeUs when a GTD order expires
 */
public record OrderTerms(
        boolean postOnly,
        long price,
        long quantity,
        long displayQuantity,
        long quoteBudget,
        long triggerPrice,
        long trailingOffset,
        long expireTimeUs) {

    /** A plain limit order's. */
    public static OrderTerms limit(final long price, final long quantity) {
        return new OrderTerms(false, price, quantity, 0, 0, 0, 0, 0);
    }
}
