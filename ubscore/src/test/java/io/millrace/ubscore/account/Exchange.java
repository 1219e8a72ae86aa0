package io.millrace.ubscore.account;

import java.util.List;
import java.util.TreeMap;

/** A core with the reference data of a small exchange, and short words to drive it. Time moves a microsecond a command. */
final class Exchange {
    static final int BTC = 1;
    static final int ETH = 2;
    static final int USDT = 3;
    static final int BTC_USDT = 1;
    static final int ETH_USDT = 2;
    static final int ETH_BTC = 3;
    static final long START_US = 1_767_225_600_000_000L;

    final Lines lines = new Lines();
    final Room room = new Room();
    final CoreConfig config;
    final BalanceCore core;
    final OutputHeader header = new OutputHeader();
    final OutputTrade trade = new OutputTrade();
    final OutputOrder order = new OutputOrder();
    long nowUs = START_US;
    private long offset;
    private int ids;

    Exchange() {
        this(config());
    }

    Exchange(final CoreConfig config) {
        this.config = config;
        core = new BalanceCore(config, room, lines);
        core.defineAsset(asset(BTC, "BTC", 8), now());
        core.defineAsset(asset(ETH, "ETH", 8), now());
        core.defineAsset(asset(USDT, "USDT", 6), now());
        core.defineInstrument(instrument(BTC_USDT, "BTC_USDT", BTC, USDT, 2, 6, 10_000, 1), now());
        core.defineInstrument(instrument(ETH_USDT, "ETH_USDT", ETH, USDT, 2, 6, 10_000, 1), now());
        core.defineInstrument(instrument(ETH_BTC, "ETH_BTC", ETH, BTC, 5, 8, 100_000, 1), now());
        lines.lines.clear();
    }

    static CoreConfig config() {
        final CoreConfig config = new CoreConfig();
        config.initialCapacity = 64;
        return config;
    }

    long now() {
        return ++nowUs;
    }

    static Asset asset(final int assetId, final String symbol, final int scale) {
        final Asset asset = new Asset();
        asset.assetId = assetId;
        asset.scale = scale;
        asset.symbol.set(symbol);
        return asset;
    }

    /** Tick of one unit in the last of {@code priceScale} places; the base asset has 8. */
    static Instrument instrument(
            final int instrumentId,
            final String symbol,
            final int base,
            final int quote,
            final int priceScale,
            final int quoteScale,
            final long lotSize,
            final long notionalPerTickLot) {
        final Instrument instrument = new Instrument();
        instrument.instrumentId = instrumentId;
        instrument.baseAssetId = base;
        instrument.quoteAssetId = quote;
        instrument.lane = instrumentId - 1;
        instrument.state = InstrumentState.OPEN;
        instrument.priceScale = priceScale;
        instrument.baseScale = 8;
        instrument.quoteScale = quoteScale;
        instrument.tickSize = 1;
        instrument.lotSize = lotSize;
        instrument.notionalPerTickLot = notionalPerTickLot;
        instrument.quantityMin = 1;
        instrument.quantityMax = 1_000_000_000L;
        instrument.notionalMin = 1;
        instrument.notionalMax = 1L << 60;
        instrument.priceMax = 1_000_000_000L;
        instrument.makerFeePpm = 200;
        instrument.takerFeePpm = 1000;
        instrument.collarPpm = 50_000;
        instrument.symbol.set(symbol);
        return instrument;
    }

    Exchange transfer(final TransferKind kind, final long userId, final int assetId, final long amount) {
        return transfer(kind, userId, assetId, amount, "r" + ++ids);
    }

    Exchange transfer(
            final TransferKind kind, final long userId, final int assetId, final long amount, final String requestId) {
        final Transfer transfer = new Transfer();
        transfer.partition = (int) (userId % config.partitionCount);
        transfer.recordOffset = offset++;
        transfer.kind = kind;
        transfer.userId = userId;
        transfer.assetId = assetId;
        transfer.amount = amount;
        transfer.requestTimeUs = now();
        transfer.requestId.set(requestId);
        core.applyTransfer(transfer, nowUs);
        return this;
    }

    /** A plain limit order, good till cancelled, with a client id of its own. */
    NewOrder limit(final long userId, final int instrumentId, final Side side, final long price, final long quantity) {
        final NewOrder order = new NewOrder();
        order.userId = userId;
        order.requestTimeUs = now();
        order.instrumentId = instrumentId;
        order.side = side;
        order.type = OrderType.LIMIT;
        order.timeInForce = TimeInForce.GTC;
        order.stpMode = StpMode.NONE;
        order.price = price;
        order.quantity = quantity;
        order.clientOrderId.set("c" + ++ids);
        return order;
    }

    /** Places it; returns the reply's line. */
    String place(final NewOrder order) {
        core.newOrder(order, now());
        return lines.last();
    }

    String buy(final long userId, final long price, final long quantity) {
        return place(limit(userId, BTC_USDT, Side.BUY, price, quantity));
    }

    String sell(final long userId, final long price, final long quantity) {
        return place(limit(userId, BTC_USDT, Side.SELL, price, quantity));
    }

    String cancel(final long userId, final long orderId) {
        final CancelOrder cancel = new CancelOrder();
        cancel.userId = userId;
        cancel.requestTimeUs = now();
        cancel.orderId = orderId;
        core.cancelOrder(cancel, nowUs);
        return lines.last();
    }

    String amend(final long userId, final long orderId, final long price, final long quantity) {
        final AmendOrder amend = new AmendOrder();
        amend.userId = userId;
        amend.requestTimeUs = now();
        amend.orderId = orderId;
        amend.price = price;
        amend.quantity = quantity;
        core.amendOrder(amend, nowUs);
        return lines.last();
    }

    /** The header of the lane's next output, for the command of this shard that is next. */
    OutputHeader next(final int lane, final int trades, final int orders) {
        header.lane = lane;
        header.outputSequence = core.outputSequence(lane) + 1;
        core.outputHash(lane, header.previousHash);
        header.hash[0] = (byte) header.outputSequence;
        header.hash[1] = (byte) (header.outputSequence >>> 8);
        header.shard = config.shard;
        header.sourceSequence = core.state.sequences.outputSources[lane] + 1;
        header.amend = false;
        header.outcome = Outcome.ACCEPTED;
        header.reason = Reason.NONE;
        header.instrumentId = lane + 1;
        header.orderId = 0;
        header.lastPrice = 0;
        header.tradeCount = trades;
        header.orderCount = orders;
        return header;
    }

    /** Answers the lane's next command with nothing of note. */
    void quiet(final int lane) {
        core.beginOutput(next(lane, 0, 0), now());
        core.endOutput();
    }

    /** Answers all commands that wait on a lane, so that the next output answers the newest but none. */
    void drain(final int lane) {
        while (core.state.sequences.outputSources[lane] < core.orderSequence(lane)) {
            quiet(lane);
        }
    }

    /** Balances of an account that are not zero, by asset, for example {@code 1:0/5 3:100/50}. */
    String balances(final long accountId) {
        final TreeMap<Integer, String> balances = new TreeMap<>();
        core.balances(accountId, (assetId, available, held) -> {
            if (available != 0 || held != 0) {
                balances.put(assetId, assetId + ":" + available + "/" + held);
            }
        });
        return String.join(" ", balances.values());
    }

    List<String> take() {
        return lines.take();
    }
}
