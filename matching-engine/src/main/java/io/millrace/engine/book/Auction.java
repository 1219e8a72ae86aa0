package io.millrace.engine.book;

import java.util.Arrays;

/**
 * Finds the one price of a call auction and trades everything that can trade at it. The price is that of maximum volume,
 * then of least imbalance, then nearest the reference (the last trade, or the middle of the crossed range), then the
 * lowest. Hidden lots count.
 */
final class Auction {
    private final OrderTable table;
    private final Ladder bids;
    private final Ladder asks;
    private final Matcher matcher;

    private long[] askPrices = new long[64];
    private long[] askTotals = new long[64];
    private int askCount;
    private long reference;
    private long bestPrice;
    private long bestVolume;
    private long bestImbalance;

    Auction(final OrderTable table, final Ladder bids, final Ladder asks, final Matcher matcher) {
        this.table = table;
        this.bids = bids;
        this.asks = asks;
        this.matcher = matcher;
    }

    boolean isCrossed() {
        return !bids.isEmpty() && !asks.isEmpty() && bids.bestPrice() >= asks.bestPrice();
    }

    /** The price at which the book would uncross now; 0: it is not crossed. */
    long price() {
        if (!isCrossed()) {
            return 0;
        }
        final long lowest = asks.bestPrice();
        final long highest = bids.bestPrice();
        reference = matcher.lastPrice != 0 ? matcher.lastPrice : lowest + (highest - lowest) / 2;
        bestVolume = -1;
        final long supply = collectAsks(highest);
        long demand = 0;
        long supplyLeft = supply;
        int ask = askCount - 1;
        int bid = bids.best();
        // From the highest price down: demand grows with every bid met, supply shrinks with every ask left above.
        for (long price = highest; price >= lowest; ) {
            if (bid != 0 && bids.priceOf(bid) == price) {
                demand += total(bids, bid);
                bid = bids.next(bid);
            }
            consider(price, price, demand, supplyLeft);
            if (ask >= 0 && askPrices[ask] == price) {
                supplyLeft -= askTotals[ask--];
            }
            final long bidBelow = bid == 0 ? 0 : bids.priceOf(bid);
            final long askBelow = ask < 0 ? 0 : askPrices[ask];
            final long below = Math.max(Math.max(bidBelow, askBelow), lowest - 1);
            if (below < price - 1) {
                consider(below + 1, price - 1, demand, supplyLeft);
            }
            price = below;
        }
        return bestPrice;
    }

    /** Lots offered at this price or below. */
    private long collectAsks(final long highest) {
        long supply = 0;
        askCount = 0;
        for (int level = asks.best(); level != 0 && asks.priceOf(level) <= highest; level = asks.next(level)) {
            if (askCount == askPrices.length) {
                askPrices = Arrays.copyOf(askPrices, askCount * 2);
                askTotals = Arrays.copyOf(askTotals, askCount * 2);
            }
            askPrices[askCount] = asks.priceOf(level);
            askTotals[askCount] = total(asks, level);
            supply += askTotals[askCount++];
        }
        return supply;
    }

    /** Prices from {@code low} to {@code high} have this demand and supply. */
    private void consider(final long low, final long high, final long demand, final long supply) {
        final long volume = Math.min(demand, supply);
        final long imbalance = Math.abs(demand - supply);
        final long price = Math.max(low, Math.min(high, reference));
        if (isBetter(price, volume, imbalance)) {
            bestPrice = price;
            bestVolume = volume;
            bestImbalance = imbalance;
        }
    }

    private boolean isBetter(final long price, final long volume, final long imbalance) {
        if (volume != bestVolume) {
            return volume > bestVolume;
        }
        if (imbalance != bestImbalance) {
            return imbalance < bestImbalance;
        }
        final long distance = Math.abs(price - reference);
        final long bestDistance = Math.abs(bestPrice - reference);
        return distance != bestDistance ? distance < bestDistance : price < bestPrice;
    }

    private long total(final Ladder ladder, final int level) {
        long total = 0;
        for (int slot = ladder.head(level); slot != 0; slot = table.next(slot)) {
            total += table.field(slot, OrderTable.REMAINING);
        }
        return total;
    }

    /** Trade at one price, best orders of both sides first. False: the command's bound was reached before the end. */
    boolean uncross(final long price) {
        final long bidLimit = bids.key(price);
        final long askLimit = asks.key(price);
        while (bids.bestKey() <= bidLimit && asks.bestKey() <= askLimit) {
            if (matcher.effectsLeft == 0) {
                return false;
            }
            final int bid = bids.head(bids.best());
            final int ask = asks.head(asks.best());
            final long quantity = Math.min(table.shown(bid), table.shown(ask));
            final long notional = matcher.notional(price, quantity);
            if (notional > Long.MAX_VALUE - table.field(ask, OrderTable.FILLED_NOTIONAL)) {
                matcher.effectsLeft--;
                matcher.cancel(ask, Reason.MAX_NOTIONAL);
                continue;
            }
            matcher.makeFill(bids, bid, quantity, notional);
            matcher.makeFill(asks, ask, quantity, notional);
            matcher.print(ask, bid, price, quantity, notional, true);
        }
        return true;
    }
}
