package io.millrace.exchange.tool;

/** How the tools end; scripts read these. */
public final class ToolExit {
    /** All that was compared is equal, or what was asked for was printed. */
    public static final int EQUAL = 0;
    /** Something is not as it must be; the output names the place. */
    public static final int MISMATCH = 1;
    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;
    /** A source could not be reached, or no longer reaches back to where the answer starts. */
    public static final int INFRASTRUCTURE = 3;

    private ToolExit() {}
}
