package io.millrace.gateway.trading;

/** What an operator may change; each becomes a command of UBSCore's log. Amounts in minor units, prices in ticks, quantities in lots. */
public sealed interface AdminCommand {
    /** Whose shard it is for; 0: for every shard. */
    default long userId() {
        return 0;
    }

    record DefineAsset(Asset asset) implements AdminCommand {}

    /** Adds an instrument or changes the limits and rates of one. */
    record DefineInstrument(Instrument instrument, int collarPpm) implements AdminCommand {}

    record SetInstrumentState(int instrumentId, String state) implements AdminCommand {}

    /** {@code cancelOpen} takes the user's orders out of the books. */
    record SetUserState(long userId, boolean suspended, boolean cancelOpen) implements AdminCommand {}

    /** {@code openOrdersMax} 0: the default. */
    record SetUserLimits(long userId, int openOrdersMax) implements AdminCommand {}

    /** 0: none but the instrument's. */
    record SetOrderLimit(long userId, int instrumentId, long quantityMax, long notionalMax) implements AdminCommand {}

    /** {@code userId} 0: everyone without a limit of their own; {@code dailyAmountMax} -1: no limit of its own. */
    record SetWithdrawalLimit(long userId, int assetId, long dailyAmountMax) implements AdminCommand {}

    /** {@code instrumentId} 0: all without an entry of their own. */
    record SetFeeTier(int tier, int instrumentId, int makerFeePpm, int takerFeePpm) implements AdminCommand {}

    record SetUserTier(long userId, int tier) implements AdminCommand {}

    record SetKillSwitch(boolean engaged, boolean cancelOpen) implements AdminCommand {}

    /**
     * Gives a user a key or changes one.
     *
     * @param kind number on the wire
     * @param scopes sum of READ 1, TRADE 2, TRANSFER 4, ADMIN 8
     * @param expiresUs 0: never
     */
    record PutApiKey(long userId, String keyId, int kind, int scopes, byte[] material, String addresses, long expiresUs)
            implements AdminCommand {}

    record RevokeApiKey(long userId, String keyId) implements AdminCommand {}
}
