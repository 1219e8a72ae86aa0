package io.millrace.ubscore.recovery;

/** Breach: bytes of UBSCore's log or snapshot are not what was written. The node refuses to start on them. */
public final class CorruptRecordingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptRecordingException(final String message) {
        super(message);
    }
}
