package io.millrace.engine.book;

/**
 * What one command does to the instruments of a lane: all its trades, then all its orders, then all its levels, then what
 * balances gain and lose, then its result. See {@link BookListener} for the rules of a listener.
 */
public interface EngineListener extends BookListener {
    /**
     * What an account gains or loses by the command's trades; once per account and asset, in the order of first touch,
     * never 0; sums to zero per asset.
     *
     * @param accountId a user, or {@link MatchingEngine#FEE_ACCOUNT}
     * @param amount minor units, signed
     */
    void onDelta(long accountId, int assetId, long amount);

    /**
     * The command is done. Always the last call.
     *
     * @param instrumentId 0 if the command concerns several
     * @param lastPrice ticks of the instrument's last trade; 0: none yet, or several instruments
     */
    void onResult(int instrumentId, long lastPrice, CommandResult result);
}
