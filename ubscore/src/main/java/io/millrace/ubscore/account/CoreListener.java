package io.millrace.ubscore.account;

/**
 * Told what a command does, on the core's thread, during the call of the command. Arguments are the core's own: read during the
 * call only. Records come in the order of their sequences; a command that waits for an answer gets exactly one
 * {@link #onReply}, after its records. A listener may not call the core and may not throw.
 */
public interface CoreListener {
    /** The answer to the command. Commands from streams (transfers, outputs, acknowledgements, time) get none. */
    void onReply(Reply reply);

    /** For the lane: an order whose funds are held. */
    void onPlaceOrder(Stamp stamp, Placement placement);

    /** For the lane: take an order out of its book. */
    void onCancelOrder(Stamp stamp, long orderId, long userId, int instrumentId, Reason reason);

    /** For the lane: the resulting price (ticks), quantity (lots in all) and trigger (ticks); what more it needs is held. */
    void onAmendOrder(
            Stamp stamp, long orderId, long userId, int instrumentId, long price, long quantity, long triggerPrice);

    /** For the lane: cancel all orders of {@code userId} (0: everyone's) on {@code side} (null: both). */
    void onMassCancel(Stamp stamp, int instrumentId, long userId, Side side, Reason reason);

    /** For the lane: an instrument was defined or its terms changed. */
    void onListInstrument(Stamp stamp, Instrument instrument, Asset base, Asset quote);

    /** For the lane: an instrument's state changed. */
    void onSetInstrumentState(Stamp stamp, int instrumentId, InstrumentState state);

    /** For the lane: time has come to expire orders up to the stamp's timestamp. */
    void onTick(Stamp stamp);

    /** For the account's partition. */
    void onBalanceEvent(Stamp stamp, BalanceEvent event);

    /** For the user's partition, after the transfer's balance events. */
    void onTransferResult(Stamp stamp, TransferResult result);

    /** For the user's partition, after the withdrawal's balance events. */
    void onWithdrawalResult(Stamp stamp, WithdrawalResult result);

    /** For the user's partition, after everything else that the operation did. */
    void onSourceResult(Stamp stamp, SourceResult result);

    /** For every partition in turn. */
    void onAssetDefined(Stamp stamp, Asset asset);

    /** For every partition in turn; also when terms or the state changed. */
    void onInstrumentDefined(Stamp stamp, Instrument instrument);

    /** For the user's partition. */
    void onApiKeyChanged(Stamp stamp, ApiKeyChange key);

    /** For the first partition; {@code top} is valid during the call. */
    default void onProofRecorded(final Stamp stamp, final long proofSequence, final byte[] top) {}
}
