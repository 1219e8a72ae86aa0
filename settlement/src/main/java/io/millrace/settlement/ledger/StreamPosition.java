package io.millrace.settlement.ledger;

/**
 * A place in one part of a stream: everything up to it, itself included.
 *
 * @param sequence 0: before the first.
 * @param hash SHA-256 of the last output's bytes; zeros before the first; null in streams from the broker.
 * @param recordOffset offset of the last record in its broker partition; -1: none, or not from the broker.
 * @param coreSequence UBSCore's sequence of the last event.
 * @param timestampUs the last event's time.
 */
public record StreamPosition(
        Stream stream, int part, long sequence, byte[] hash, long recordOffset, long coreSequence, long timestampUs) {
    /** Length of a hash. */
    public static final int HASH_LENGTH = 32;

    /** The place before the first event. */
    public static StreamPosition start(final Stream stream, final int part) {
        final byte[] hash = stream == Stream.ENGINE ? new byte[HASH_LENGTH] : null;
        return new StreamPosition(stream, part, 0, hash, -1, 0, 0);
    }
}
