package io.millrace.ubscore;

/** Fault: a part of the cluster ended by itself, for the disk or the machine, not the money, went wrong. A new start may cure it. */
public final class NodeFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NodeFaultException(final Throwable cause) {
        super("a part of the cluster ended by itself cause=" + cause, cause);
    }
}
