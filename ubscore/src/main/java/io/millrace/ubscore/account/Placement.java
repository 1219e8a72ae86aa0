package io.millrace.ubscore.account;

/** An order whose funds are held, on its way to the engine. Owned by the core: valid during the listener's call only. */
public final class Placement {
    public long orderId;
    /** The client's words; the time of expiry and a collar as the price are the core's. */
    public NewOrder order;
    /** Stamped when accepted; later changes never reprice the order. */
    public int makerFeePpm;

    public int takerFeePpm;
    /** Ticks; for a buy at market by quantity the collar; 0: none. */
    public long price;
    /** 0: never. */
    public long expireTimeUs;
}
