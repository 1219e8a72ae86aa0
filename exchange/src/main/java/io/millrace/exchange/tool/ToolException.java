package io.millrace.exchange.tool;

/** A tool can't answer; the message says in one line why and what to do. */
public final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    private ToolException(final int exitCode, final String message, final Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A source is away, or lacks what is needed. */
    public static ToolException infrastructure(final String message) {
        return new ToolException(ToolExit.INFRASTRUCTURE, message, null);
    }

    /** As {@link #infrastructure(String)}, with what was seen. */
    public static ToolException infrastructure(final String message, final Throwable cause) {
        return new ToolException(ToolExit.INFRASTRUCTURE, message, cause);
    }

    /** The caller asked for what makes no sense. */
    public static ToolException usage(final String message) {
        return new ToolException(ToolExit.USAGE, message, null);
    }

    /** Bytes are not what they must be. */
    public static ToolException mismatch(final String message, final Throwable cause) {
        return new ToolException(ToolExit.MISMATCH, message, cause);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
