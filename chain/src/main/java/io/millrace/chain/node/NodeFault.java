package io.millrace.chain.node;

import io.millrace.chain.vault.ChainNode;

/** An endpoint that does not answer, or answers what makes no sense: ask again, or another one. */
public class NodeFault extends ChainNode.Fault {
    private static final long serialVersionUID = 1L;

    public NodeFault(final String message, final Throwable cause) {
        super(message, cause);
    }
}
