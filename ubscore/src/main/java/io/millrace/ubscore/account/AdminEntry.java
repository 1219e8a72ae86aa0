package io.millrace.ubscore.account;

/** Assets, instruments, rates, limits and switches: changed by logged commands alone, so that a replay meets them in place. */
final class AdminEntry {
    /** Rates beyond a tenth are a slip of the hand. */
    private static final int FEE_PPM_MAX = 100_000;

    private static final int SCALE_MAX = 8;
    private static final int PRICE_SCALE_MAX = 12;

    private final CoreState state;
    private final Records records;
    private final OrderChange change;

    AdminEntry(final CoreState state, final Records records, final OrderChange change) {
        this.state = state;
        this.records = records;
        this.change = change;
    }

    void defineAsset(final Asset definition) {
        records.begin();
        final int assetId = definition.assetId;
        final boolean sound = assetId > 0
                && assetId <= CoreConfig.ASSET_ID_MAX
                && definition.scale >= 0
                && definition.scale <= SCALE_MAX
                && !definition.symbol.isEmpty();
        final Asset known = state.catalog.asset(assetId);
        if (!sound || known == null && state.catalog.hasSymbol(definition)) {
            records.reject(Reason.BAD_DEFINITION);
        } else if (known != null) {
            records.answer(
                    known.sameAs(definition) ? Outcome.ACCEPTED : Outcome.REJECTED,
                    known.sameAs(definition) ? Reason.NONE : Reason.BAD_DEFINITION);
        } else if (!state.ledger.balances.hasRoom(state.config.shardCount + 1)) {
            records.reject(Reason.CAPACITY);
        } else if (!records.hasEventRoomEverywhere(1)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
        } else {
            state.sequences.coreSequence++;
            state.catalog.add(definition);
            state.ledger.openAsset(assetId);
            for (int partition = 0; partition < state.config.partitionCount; partition++) {
                records.listener.onAssetDefined(records.nextOnPartition(partition), state.catalog.asset(assetId));
            }
            records.accept();
        }
    }

    void defineInstrument(final Instrument definition) {
        final Reply reply = records.begin();
        reply.instrumentId = definition.instrumentId;
        final Instrument known = state.catalog.instrument(definition.instrumentId);
        if (!areGroundsSound(definition)
                || !areTermsSound(definition)
                || (known == null ? state.catalog.hasSymbol(definition) : !known.sameGrounds(definition))) {
            records.reject(Reason.BAD_DEFINITION);
            return;
        }
        reply.lane = definition.lane;
        if (known != null && known.sameTerms(definition)) {
            records.accept();
            return;
        }
        if (!hasRoom(definition.lane)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
            return;
        }
        state.sequences.coreSequence++;
        final Instrument instrument = known == null ? state.catalog.add(definition) : known;
        instrument.setTerms(definition);
        final Stamp stamp = records.nextOnLane(instrument.lane);
        reply.orderSequence = stamp.sequence;
        records.listener.onListInstrument(
                stamp,
                instrument,
                state.catalog.asset(instrument.baseAssetId),
                state.catalog.asset(instrument.quoteAssetId));
        sayDefined(instrument);
        records.accept();
    }

    private boolean hasRoom(final int lane) {
        return records.hasLaneRoom(lane, 1) && records.hasEventRoomEverywhere(1);
    }

    private void sayDefined(final Instrument instrument) {
        for (int partition = 0; partition < state.config.partitionCount; partition++) {
            records.listener.onInstrumentDefined(records.nextOnPartition(partition), instrument);
        }
    }

    private boolean areGroundsSound(final Instrument instrument) {
        final Asset base = state.catalog.asset(instrument.baseAssetId);
        final Asset quote = state.catalog.asset(instrument.quoteAssetId);
        return instrument.instrumentId > 0
                && instrument.instrumentId <= CoreConfig.INSTRUMENT_ID_MAX
                && base != null
                && quote != null
                && base != quote
                && instrument.lane >= 0
                && instrument.lane < state.config.laneCount
                && instrument.state != null
                && !instrument.symbol.isEmpty()
                && instrument.baseScale == base.scale
                && instrument.quoteScale == quote.scale
                && instrument.priceScale >= 0
                && instrument.priceScale <= PRICE_SCALE_MAX
                && isNotionalWhole(instrument);
    }

    /** One lot at one tick costs a whole number of quote minor units, the stated one, so that notional never rounds. */
    private static boolean isNotionalWhole(final Instrument instrument) {
        if (instrument.tickSize < 1 || instrument.lotSize < 1 || instrument.notionalPerTickLot < 1) {
            return false;
        }
        final long tickLot = Amounts.product(instrument.tickSize, instrument.lotSize);
        if (tickLot == Amounts.TOO_LARGE) {
            return false;
        }
        final int digits = instrument.quoteScale - instrument.priceScale - instrument.baseScale;
        return digits >= 0
                ? Amounts.product(tickLot, powerOfTen(digits)) == instrument.notionalPerTickLot
                : tickLot % powerOfTen(-digits) == 0 && tickLot / powerOfTen(-digits) == instrument.notionalPerTickLot;
    }

    private static long powerOfTen(final int exponent) {
        long power = 1;
        for (int i = 0; i < Math.min(exponent, 18); i++) {
            power *= 10;
        }
        return exponent > 18 ? Long.MAX_VALUE : power;
    }

    private static boolean areTermsSound(final Instrument instrument) {
        return instrument.quantityMin >= 1
                && instrument.quantityMax >= instrument.quantityMin
                && instrument.notionalMin >= 0
                && instrument.notionalMax >= Math.max(1, instrument.notionalMin)
                && instrument.notionalMax <= Amounts.SUPPLY_MAX
                && instrument.priceMax >= 1
                && instrument.priceMax <= Amounts.SUPPLY_MAX
                && areRatesSound(instrument.makerFeePpm, instrument.takerFeePpm)
                && instrument.priceBandPpm >= 0
                && instrument.priceBandPpm <= Amounts.PPM
                && instrument.collarPpm >= 0
                && instrument.collarPpm <= Amounts.PPM;
    }

    /** A rebate may not be above the fee beside it, or trading with oneself would pay. */
    private static boolean areRatesSound(final int makerFeePpm, final int takerFeePpm) {
        return takerFeePpm >= 0
                && takerFeePpm <= FEE_PPM_MAX
                && makerFeePpm <= FEE_PPM_MAX
                && makerFeePpm >= -takerFeePpm;
    }

    void setInstrumentState(final int instrumentId, final InstrumentState instrumentState) {
        final Reply reply = records.begin();
        reply.instrumentId = instrumentId;
        final Instrument instrument = state.catalog.instrument(instrumentId);
        if (instrument == null || instrumentState == null) {
            records.reject(instrument == null ? Reason.BAD_SYMBOL : Reason.BAD_TYPE);
            return;
        }
        reply.lane = instrument.lane;
        if (instrument.state == instrumentState) {
            records.accept();
            return;
        }
        if (!hasRoom(instrument.lane)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
            return;
        }
        state.sequences.coreSequence++;
        instrument.state = instrumentState;
        final Stamp stamp = records.nextOnLane(instrument.lane);
        reply.orderSequence = stamp.sequence;
        records.listener.onSetInstrumentState(stamp, instrumentId, instrumentState);
        sayDefined(instrument);
        records.accept();
    }

    void setUserState(final long userId, final boolean suspended, final boolean cancelOpen) {
        final int account = beginUser(userId);
        if (account == AccountTable.NONE) {
            return;
        }
        state.sequences.coreSequence++;
        if (cancelOpen && !change.cancelAll(account, Reason.ADMIN)) {
            state.sequences.coreSequence--;
            records.reject(Reason.BROKER_UNAVAILABLE);
            return;
        }
        records.reply.count = cancelOpen ? state.ledger.accounts.openCount(account) : 0;
        state.ledger.accounts.flags(account, suspended, state.ledger.accounts.tier(account));
        records.accept();
    }

    void setUserLimits(final long userId, final int openOrdersMax) {
        final int account = beginUser(userId);
        if (account == AccountTable.NONE) {
            return;
        }
        if (openOrdersMax < 0) {
            records.reject(Reason.BAD_DEFINITION);
            return;
        }
        state.sequences.coreSequence++;
        state.ledger.accounts.openMax(account, openOrdersMax);
        records.accept();
    }

    void setOrderLimit(final long userId, final int instrumentId, final long quantityMax, final long notionalMax) {
        final int account = beginUser(userId);
        if (account == AccountTable.NONE) {
            return;
        }
        records.reply.instrumentId = instrumentId;
        if (state.catalog.instrument(instrumentId) == null) {
            records.reject(Reason.BAD_SYMBOL);
        } else if (quantityMax < 0 || notionalMax < 0) {
            records.reject(Reason.BAD_DEFINITION);
        } else if (!state.orderLimits.set(account, instrumentId, quantityMax, notionalMax)) {
            records.reject(Reason.CAPACITY);
        } else {
            state.sequences.coreSequence++;
            records.accept();
        }
    }

    void setWithdrawalLimit(final long userId, final int assetId, final long dailyAmountMax) {
        if (state.catalog.asset(assetId) == null || dailyAmountMax < BalanceTable.NONE) {
            records.begin();
            records.reject(state.catalog.asset(assetId) == null ? Reason.BAD_ASSET : Reason.BAD_AMOUNT);
        } else if (userId == 0) {
            records.begin();
            state.sequences.coreSequence++;
            state.catalog.withdrawalLimit(assetId, dailyAmountMax);
            records.accept();
        } else {
            final int account = beginUser(userId);
            if (account != AccountTable.NONE) {
                state.sequences.coreSequence++;
                state.ledger.balances.dailyLimit(state.ledger.openBalance(account, assetId), dailyAmountMax);
                records.accept();
            }
        }
    }

    void setFeeTier(final int tier, final int instrumentId, final int makerFeePpm, final int takerFeePpm) {
        records.begin().instrumentId = instrumentId;
        if (instrumentId != 0 && state.catalog.instrument(instrumentId) == null) {
            records.reject(Reason.BAD_SYMBOL);
        } else if (tier < 1 || tier > CoreConfig.FEE_TIER_MAX || !areRatesSound(makerFeePpm, takerFeePpm)) {
            records.reject(Reason.BAD_DEFINITION);
        } else {
            state.sequences.coreSequence++;
            state.catalog.tier(tier, instrumentId, makerFeePpm, takerFeePpm);
            records.accept();
        }
    }

    void setUserTier(final long userId, final int tier) {
        final int account = beginUser(userId);
        if (account == AccountTable.NONE) {
            return;
        }
        if (tier < 0 || tier > CoreConfig.FEE_TIER_MAX) {
            records.reject(Reason.BAD_DEFINITION);
            return;
        }
        state.sequences.coreSequence++;
        state.ledger.accounts.flags(account, state.ledger.accounts.isSuspended(account), tier);
        records.accept();
    }

    /** Says it on the first partition and keeps nothing: the log and the topic are the record. */
    void recordProof(final long proofSequence, final byte[] top) {
        records.begin();
        if (proofSequence < 1 || proofSequence > state.sequences.coreSequence) {
            records.reject(Reason.BAD_DEFINITION);
        } else if (!records.hasEventRoomEverywhere(1)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
        } else {
            state.sequences.coreSequence++;
            records.listener.onProofRecorded(records.nextOnPartition(0), proofSequence, top);
            records.accept();
        }
    }

    void setKillSwitch(final boolean engaged, final boolean cancelOpen) {
        records.begin();
        if (cancelOpen) {
            change.meetAll();
            if (!change.hasRoomForMet()) {
                records.reject(Reason.BROKER_UNAVAILABLE);
                return;
            }
        }
        state.sequences.coreSequence++;
        state.killSwitch = engaged;
        if (cancelOpen) {
            change.cancelMet(0, null, Reason.ADMIN);
            records.reply.count = state.orders.count();
        }
        records.accept();
    }

    /** Keys are no state of the core: it gives their changes a place in the log and on the user's partition. */
    void changeApiKey(final ApiKeyChange key) {
        records.begin();
        if (key.userId <= 0 || !state.isOwn(key.userId)) {
            records.reject(Reason.WRONG_SHARD);
        } else if (!key.isSound()) {
            records.reject(Reason.BAD_DEFINITION);
        } else if (!records.hasEventRoom(key.userId, 1)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
        } else {
            state.sequences.coreSequence++;
            records.listener.onApiKeyChanged(records.nextOnPartition(records.partition(key.userId)), key);
            records.accept();
        }
    }

    /** The account of a user of this shard, made if need be; if there can be none the command is answered. */
    private int beginUser(final long userId) {
        records.begin();
        if (userId <= 0 || !state.isOwn(userId)) {
            records.reject(Reason.WRONG_SHARD);
            return AccountTable.NONE;
        }
        final int account = state.ledger.accounts.find(userId);
        if (account == AccountTable.NONE && state.ledger.accounts.isFull() || !state.ledger.balances.hasRoom(1)) {
            records.reject(Reason.CAPACITY);
            return AccountTable.NONE;
        }
        return state.ledger.openAccount(userId);
    }
}
