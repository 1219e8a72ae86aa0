package io.millrace.benchmarks.ledger;

import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CancelOrder;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.NewOrder;
import io.millrace.ubscore.account.OrderStatus;
import io.millrace.ubscore.account.OrderType;
import io.millrace.ubscore.account.Outcome;
import io.millrace.ubscore.account.OutputHeader;
import io.millrace.ubscore.account.OutputOrder;
import io.millrace.ubscore.account.OutputTrade;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.StpMode;
import io.millrace.ubscore.account.TimeInForce;
import io.millrace.ubscore.account.Transfer;
import io.millrace.ubscore.account.TransferKind;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ten commands a round over users picked at random: four orders are held; two of them meet and fill whole, one takes the place of the
 * oldest resting one, which is cancelled and released, one is rejected by the engine. Each order's and each cancel's output comes home.
 */
final class LedgerLoad {
    static final int COMMANDS_PER_ROUND = 10;

    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final long PRICE = 4_200_000;
    private static final long QUANTITY = 10;
    private static final long LOT = 10_000;
    private static final int TAKER_PPM = 1_000;
    private static final int MAKER_PPM = 200;

    final BalanceCore core;
    private final SplittableRandom random;
    private final int users;
    private final long[] restingIds;
    private final int[] restingUsers;
    private int oldest;
    private final NewOrder order = new NewOrder();
    private final CancelOrder cancel = new CancelOrder();
    private final OutputHeader header = new OutputHeader();
    private final OutputTrade trade = new OutputTrade();
    private final OutputOrder state = new OutputOrder();
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[36]);
    private final byte[] nextHash = new byte[OutputHeader.HASH_LENGTH];
    private long nowUs = 1_767_225_600_000_000L;
    private long orderId;
    private long tradeId;
    private long output;

    LedgerLoad(final int users, final int resting, final long seed) {
        this.users = users;
        random = new SplittableRandom(seed);
        restingIds = new long[resting];
        restingUsers = new int[resting];
        final CoreConfig config = new CoreConfig();
        config.laneCount = 1;
        // A microsecond of log time a command: about a million ids are remembered at any time.
        config.windowUs = 2_500_000;
        config.windowMinUs = 1_000;
        config.openOrdersPerUser = Integer.MAX_VALUE;
        config.initialCapacity = Math.max(users, Math.max(resting, 1 << 16)) + 16;
        core = new BalanceCore(config, new FreeRoom(), new CountingListener());
        define();
        fund();
        for (int i = 0; i < resting; i++) {
            restOne(i);
        }
    }

    private void define() {
        for (int assetId = BASE; assetId <= QUOTE; assetId++) {
            final Asset asset = new Asset();
            asset.assetId = assetId;
            asset.scale = assetId == BASE ? 8 : 6;
            asset.symbol.set(assetId == BASE ? "BTC" : "USDT");
            core.defineAsset(asset, nowUs);
        }
        final Instrument instrument = new Instrument();
        instrument.instrumentId = 1;
        instrument.baseAssetId = BASE;
        instrument.quoteAssetId = QUOTE;
        instrument.state = InstrumentState.OPEN;
        instrument.priceScale = 2;
        instrument.baseScale = 8;
        instrument.quoteScale = 6;
        instrument.tickSize = 1;
        instrument.lotSize = LOT;
        instrument.notionalPerTickLot = 1;
        instrument.quantityMin = 1;
        instrument.quantityMax = 1_000_000;
        instrument.notionalMax = 1L << 60;
        instrument.priceMax = 1_000_000_000;
        instrument.makerFeePpm = MAKER_PPM;
        instrument.takerFeePpm = TAKER_PPM;
        instrument.symbol.set("BTC_USDT");
        core.defineInstrument(instrument, nowUs);
        begin(0, 0);
        core.endOutput();
    }

    private void fund() {
        final Transfer transfer = new Transfer();
        transfer.kind = TransferKind.IN;
        for (int user = 1; user <= users; user++) {
            for (int assetId = BASE; assetId <= QUOTE; assetId++) {
                transfer.userId = user;
                transfer.assetId = assetId;
                transfer.amount = 1_000_000_000_000L;
                transfer.requestTimeUs = ++nowUs;
                transfer.requestId.set("f" + transfer.recordOffset);
                core.applyTransfer(transfer, nowUs);
                transfer.recordOffset++;
            }
        }
    }

    /** One round of {@link #COMMANDS_PER_ROUND} commands. */
    void round() {
        final int maker = user();
        final int taker = user();
        final long makerId = place(maker, Side.SELL, PRICE);
        open(makerId, maker);
        final long takerId = place(taker, Side.BUY, PRICE + 10);
        fill(makerId, maker, takerId, taker);
        cancelOldest();
        restOne(oldest);
        oldest = oldest + 1 == restingIds.length ? 0 : oldest + 1;
        final int user = user();
        close(place(user, Side.BUY, PRICE), user, OrderStatus.REJECTED, Reason.WOULD_TAKE);
    }

    private int user() {
        return 1 + random.nextInt(users);
    }

    private void restOne(final int place) {
        final int user = user();
        restingUsers[place] = user;
        restingIds[place] = place(user, Side.BUY, PRICE - 100);
        open(restingIds[place], user);
    }

    private long place(final int user, final Side side, final long price) {
        order.userId = user;
        order.requestTimeUs = ++nowUs;
        order.instrumentId = 1;
        order.side = side;
        order.type = OrderType.LIMIT;
        order.timeInForce = TimeInForce.GTC;
        order.stpMode = StpMode.NONE;
        order.price = price;
        order.quantity = QUANTITY;
        id.putLong(0, 0x2020_2020_2020_2020L);
        id.putLong(8, ++orderId);
        order.clientOrderId.wrap(id, 0);
        core.newOrder(order, nowUs);
        return orderId;
    }

    private void begin(final int trades, final int orders) {
        System.arraycopy(header.hash, 0, header.previousHash, 0, OutputHeader.HASH_LENGTH);
        header.outputSequence = ++output;
        nextHash[(int) (output & 31)]++;
        System.arraycopy(nextHash, 0, header.hash, 0, OutputHeader.HASH_LENGTH);
        header.sourceSequence = output;
        header.outcome = Outcome.ACCEPTED;
        header.reason = Reason.NONE;
        header.instrumentId = 1;
        header.lastPrice = PRICE;
        header.tradeCount = trades;
        header.orderCount = orders;
        core.beginOutput(header, ++nowUs);
    }

    private void open(final long id, final int user) {
        begin(0, 1);
        state(id, user, OrderStatus.NEW, Reason.NONE, 0);
        core.endOutput();
    }

    private void close(final long id, final int user, final OrderStatus status, final Reason reason) {
        begin(0, 1);
        state(id, user, status, reason, 0);
        core.endOutput();
    }

    private void state(
            final long id, final int user, final OrderStatus status, final Reason reason, final long filled) {
        state.orderId = id;
        state.userId = user;
        state.instrumentId = 1;
        state.status = status;
        state.reason = reason;
        state.quantity = QUANTITY;
        state.filledQuantity = filled;
        state.remainingQuantity = QUANTITY - filled;
        state.filledNotional = filled * PRICE;
        core.applyOrder(state);
    }

    private void fill(final long makerId, final int maker, final long takerId, final int taker) {
        begin(1, 2);
        trade.tradeId = ++tradeId;
        trade.price = PRICE;
        trade.quantity = QUANTITY;
        trade.notional = PRICE * QUANTITY;
        trade.makerOrderId = makerId;
        trade.makerUserId = maker;
        trade.makerFee = PRICE * QUANTITY * MAKER_PPM / 1_000_000;
        trade.takerOrderId = takerId;
        trade.takerUserId = taker;
        trade.takerFee = QUANTITY * LOT * TAKER_PPM / 1_000_000;
        trade.takerSide = Side.BUY;
        core.applyTrade(trade);
        state(makerId, maker, OrderStatus.FILLED, Reason.FILLED, QUANTITY);
        state(takerId, taker, OrderStatus.FILLED, Reason.FILLED, QUANTITY);
        core.endOutput();
    }

    private void cancelOldest() {
        cancel.userId = restingUsers[oldest];
        cancel.requestTimeUs = ++nowUs;
        cancel.orderId = restingIds[oldest];
        core.cancelOrder(cancel, nowUs);
        close(cancel.orderId, restingUsers[oldest], OrderStatus.CANCELED, Reason.USER);
    }
}
