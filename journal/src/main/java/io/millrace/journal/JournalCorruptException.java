package io.millrace.journal;

/** What stands on the disk is not what was written: no torn tail, which is repaired, but damage to what was forced. */
public final class JournalCorruptException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalCorruptException(final String message) {
        super(message, null);
    }
}
