package io.millrace.exchange;

import io.millrace.embedded.ChildMain;

/** How every process of Millrace ends; the supervisor and scripts read these. */
public final class ExitCodes {
    /** Did what it was asked, or was stopped. */
    public static final int OK = 0;
    /** Could not start, or a fault that a new start may cure. */
    public static final int FAILED = 1;
    /** Command line or configuration is wrong; the message names the option or key. */
    public static final int USAGE = 2;
    /** An invariant was found broken: started again only by an operator who has read the log. */
    public static final int HALTED = 3;
    /** Another process works on the same data. */
    public static final int LOCKED = ChildMain.EXIT_LOCKED;

    private ExitCodes() {}
}
