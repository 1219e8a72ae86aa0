package io.millrace.journal;

/** Another process, or another journal in this one, owns the directory. */
public final class JournalLockedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalLockedException(final String message) {
        super(message, null);
    }
}
