package io.millrace.ubscore.recovery;

/**
 * What the archive's catalog says of one recording.
 *
 * @param recordingId   its id, unique in the archive.
 * @param startPosition position of its first byte.
 * @param stopPosition  position behind its last byte; {@link #NOT_STOPPED} if it was not closed in an orderly way.
 * @param initialTermId term id at position 0.
 * @param segmentLength bytes of a segment file.
 * @param termLength    bytes of a term: a power of two.
 * @param streamId      stream that was recorded.
 */
record RecordingDescriptor(
        long recordingId,
        long startPosition,
        long stopPosition,
        int initialTermId,
        int segmentLength,
        int termLength,
        int streamId) {
    static final long NOT_STOPPED = -1;

    boolean isStopped() {
        return stopPosition != NOT_STOPPED;
    }
}
