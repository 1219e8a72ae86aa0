package io.millrace.chain.node;

import java.util.Locale;

/** An endpoint that understood the question and refused it: a call that the contract reverts, a transaction that it won't take. */
public final class NodeRefusal extends NodeFault {
    private static final long serialVersionUID = 1L;

    private final String said;
    private final String data;

    NodeRefusal(final String message, final String said, final Object data) {
        super(message, null);
        this.said = said == null ? "" : said;
        this.data = data == null ? "" : data.toString().replace("\"", "");
    }

    /** What the endpoint said. */
    public String said() {
        return said;
    }

    /** Whether the contract itself refused, so that every node would. */
    boolean isRevert() {
        return data.length() > 2 || said.toLowerCase(Locale.ROOT).contains("revert");
    }

    /** What the contract gave back, as hex with its prefix; empty: nothing. */
    public String data() {
        return data;
    }
}
