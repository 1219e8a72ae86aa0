package io.millrace.engine.book;

/** The one price of a call auction: every price of the crossed range is tried, the first best one wins. */
final class NaiveAuction {
    private NaiveAuction() {}

    /** The price at which a book would uncross; 0: it is not crossed. */
    static long price(final NaiveOrders orders, final long lastPrice) {
        final NaiveOrder bid = orders.best(Side.BUY);
        final NaiveOrder ask = orders.best(Side.SELL);
        if (bid == null || ask == null || bid.price < ask.price) {
            return 0;
        }
        final long reference = lastPrice != 0 ? lastPrice : ask.price + (bid.price - ask.price) / 2;
        long bestPrice = 0;
        long bestVolume = -1;
        long bestImbalance = 0;
        for (long price = ask.price; price <= bid.price; price++) {
            long demand = 0;
            long supply = 0;
            for (final NaiveOrder o : orders.all) {
                demand += !o.waiting && o.side == Side.BUY && o.price >= price ? o.remaining : 0;
                supply += !o.waiting && o.side == Side.SELL && o.price <= price ? o.remaining : 0;
            }
            final long volume = Math.min(demand, supply);
            final long imbalance = Math.abs(demand - supply);
            if (volume > bestVolume
                    || volume == bestVolume
                            && (imbalance < bestImbalance
                                    || imbalance == bestImbalance
                                            && Math.abs(price - reference) < Math.abs(bestPrice - reference))) {
                bestPrice = price;
                bestVolume = volume;
                bestImbalance = imbalance;
            }
        }
        return bestPrice;
    }
}
