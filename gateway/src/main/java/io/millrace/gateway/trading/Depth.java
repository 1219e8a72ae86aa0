package io.millrace.gateway.trading;

/**
 * The best price levels of a book, best first: ticks and displayed lots in pairs.
 *
 * @param sequence the lane's output after which it stood so
 * @param coreSequence UBSCore's sequence of the command behind that output
 */
public record Depth(
        Instrument instrument, long sequence, long coreSequence, long timestampUs, long[] bids, long[] asks) {}
