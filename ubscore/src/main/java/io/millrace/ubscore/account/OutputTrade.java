package io.millrace.ubscore.account;

/** One trade of an engine's output. Filled in by the caller, read during the call only; reusable. */
public final class OutputTrade {
    /** Contiguous per instrument, from 1. */
    public long tradeId;
    /** Ticks. */
    public long price;
    /** Lots. */
    public long quantity;
    /** Minor units of the quote asset. */
    public long notional;

    public long makerOrderId;
    public long makerUserId;
    /** Minor units of what the maker receives; negative: a rebate. */
    public long makerFee;
    /** Lots left of the maker's order after the trade. */
    public long makerRemaining;

    public long takerOrderId;
    public long takerUserId;
    /** Minor units of what the taker receives. */
    public long takerFee;
    /** Lots left of the taker's order after the trade; for an order by budget 0. */
    public long takerRemaining;

    public Side takerSide;
    /** Printed by an uncross. */
    public boolean auction;
}
