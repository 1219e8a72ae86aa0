package io.millrace.benchmarks.book;

/** An engine in the race: takes messages, matches, and keeps a checksum of its trades. One thread. */
abstract class Contender {
    private static final long PRIME = 0x100_0000_01B3L;

    private long tradeCount;
    private long checksum;

    abstract String name();

    /** Start with an empty book. */
    abstract void reset();

    /** Run the messages from one index to another. */
    abstract void run(Mix mix, int from, int to);

    /** Every engine pays the same for being checked. */
    final void onTrade(final long makerOrderId, final long takerOrderId, final long price, final long quantity) {
        tradeCount++;
        checksum = checksum * PRIME + (makerOrderId * 31 + takerOrderId ^ price << 20 ^ quantity);
    }

    final long tradeCount() {
        return tradeCount;
    }

    final long checksum() {
        return checksum;
    }

    final void clearTrades() {
        tradeCount = 0;
        checksum = 0;
    }
}
