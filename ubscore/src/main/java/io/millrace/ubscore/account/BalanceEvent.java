package io.millrace.ubscore.account;

/** One change of one account, with its cause. Owned by the core: valid during the listener's call only. */
public final class BalanceEvent {
    /** A fill changes what is given and what is received; nothing changes more. */
    public static final int CHANGE_COUNT_MAX = 2;

    public long accountId;
    /** Contiguous per account, from 1. */
    public long accountSequence;

    public Cause cause;
    /** Why an order closed, or why its hold changed; NONE otherwise. */
    public Reason reason;

    public OrderStatus orderStatus;
    /** The order's; null: none. */
    public Side side;

    public Liquidity liquidity;
    public int lane;
    /** 0: none. */
    public int instrumentId;
    /** 0: none. */
    public int feeAssetId;
    /** 0: none. */
    public long orderId;
    /** 0: none. */
    public long tradeId;
    /** The output that caused it; 0: none. */
    public long outputSequence;
    /** Ticks; a fill's price, an order's limit. */
    public long price;
    /** Lots; a fill's, an accepted order's. */
    public long quantity;
    /** Lots of the order left after this. */
    public long remainingQuantity;
    /** Minor units of feeAssetId; negative: a rebate. */
    public long fee;
    /** A transfer's; empty: none. */
    public final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);

    /** Entries of {@link #changes} that count. */
    public int changeCount;

    public final Change[] changes = new Change[CHANGE_COUNT_MAX];

    BalanceEvent() {
        for (int i = 0; i < changes.length; i++) {
            changes[i] = new Change();
        }
    }

    void clear() {
        accountId = 0;
        accountSequence = 0;
        cause = null;
        reason = Reason.NONE;
        orderStatus = OrderStatus.NONE;
        side = null;
        liquidity = Liquidity.NONE;
        lane = 0;
        instrumentId = 0;
        feeAssetId = 0;
        orderId = 0;
        tradeId = 0;
        outputSequence = 0;
        price = 0;
        quantity = 0;
        remainingQuantity = 0;
        fee = 0;
        if (!requestId.isEmpty()) {
            requestId.clear();
        }
        changeCount = 0;
    }

    /** What became of one asset of the account; minor units. */
    public static final class Change {
        public int assetId;
        /** The asset's decimals. */
        public int scale;

        public long availableDelta;
        public long heldDelta;
        public long availableAfter;
        public long heldAfter;
    }
}
