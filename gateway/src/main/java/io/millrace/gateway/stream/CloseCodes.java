package io.millrace.gateway.stream;

/** RFC 6455's reasons to end a connection. */
final class CloseCodes {
    static final int POLICY = 1008;
    static final int RESTART = 1012;
    /** Come back and resume: it went too fast for this client. */
    static final int TRY_AGAIN = 1013;

    private CloseCodes() {}
}
