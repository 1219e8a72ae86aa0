package io.millrace.schema;

/** Names of the broker's topics and of the headers that every record carries beside its SBE value. */
public final class Topics {
    /** UBSCore to the engine; the partition is the lane. */
    public static final String ORDERS = "orders";
    /** Gateway and chain to UBSCore: transfers asked for. */
    public static final String BALANCE_OPERATIONS = "balance.operations";
    /** UBSCore to settlement and gateway: what became of every account. */
    public static final String BALANCE_EVENTS = "balance.events";
    /** Chain to settlement and itself: deposits, withdrawals and batches. */
    public static final String CHAIN_EVENTS = "chain.events";
    /** Prefix of the topics where a consumer sets aside what it can't read. */
    public static final String DEAD_LETTER_PREFIX = "dlq.";

    /** Header: name of the SBE message, US-ASCII. */
    public static final String HEADER_TYPE = "type";
    /** Header: sequence of the record in its stream, decimal digits. */
    public static final String HEADER_SEQUENCE = "seq";
    /** Header: time stamped when the command entered the log, microseconds since the epoch, decimal digits. */
    public static final String HEADER_TIMESTAMP = "ts";
    /** Header: the client's request id, where there is one. */
    public static final String HEADER_REQUEST_ID = "requestId";

    private Topics() {}
}
