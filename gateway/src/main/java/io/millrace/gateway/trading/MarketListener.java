package io.millrace.gateway.trading;

/** Hears of what the public may see, after the books show it. Called on the feed's thread: must be short. */
@FunctionalInterface
public interface MarketListener {
    void onUpdate(MarketUpdate update);
}
