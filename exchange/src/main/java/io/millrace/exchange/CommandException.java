package io.millrace.exchange;

/** A command that can't do what it was asked: one line for the operator, and the exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    /** With {@link ExitCodes#FAILED}. */
    public CommandException(final String message) {
        this(ExitCodes.FAILED, message);
    }

    /** With the exit code given. */
    public CommandException(final int exitCode, final String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
