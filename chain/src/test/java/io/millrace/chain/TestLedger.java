package io.millrace.chain;

import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.TradeId;
import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.LedgerEvent;
import io.millrace.chain.vault.Operation;
import io.millrace.chain.vault.TradeSlice;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.Deposit;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.NewOrder;
import io.millrace.ubscore.account.OrderStatus;
import io.millrace.ubscore.account.OrderType;
import io.millrace.ubscore.account.OutboxGauge;
import io.millrace.ubscore.account.Outcome;
import io.millrace.ubscore.account.OutputHeader;
import io.millrace.ubscore.account.OutputOrder;
import io.millrace.ubscore.account.OutputTrade;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.ReviewDecision;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.StpMode;
import io.millrace.ubscore.account.TimeInForce;
import io.millrace.ubscore.account.Transfer;
import io.millrace.ubscore.account.TransferKind;
import io.millrace.ubscore.account.WithdrawalClose;
import io.millrace.ubscore.account.WithdrawalRequest;
import io.millrace.ubscore.account.WithdrawalReview;
import java.util.ArrayList;
import java.util.List;

/** UBSCore's own state machine, with the engine's part played by hand. Survives what happens to the chain service. */
final class TestLedger {
    static final int BTC = 1;
    static final int USDT = 2;
    static final int SOURCE = 1;
    private static final int PARTITIONS = 4;
    private static final int INSTRUMENT = 1;
    private static final long NOTIONAL_PER_TICK_LOT = 10_000;
    private static final int FEE_PPM = 1_000;

    final List<LedgerEvent> events = new ArrayList<>();
    final List<TradeSlice> slices = new ArrayList<>();
    final BalanceCore core;
    private final long[] offsets = new long[PARTITIONS];
    private long nowUs = 1_767_225_600_000_000L;
    private long orders;
    private long trades;
    private long outputs;
    private long lastPrice;

    TestLedger() {
        final CoreConfig config = new CoreConfig();
        config.laneCount = 1;
        config.partitionCount = PARTITIONS;
        config.initialCapacity = 64;
        core = new BalanceCore(config, new Room(), new LedgerEvents(events));
        core.defineAsset(asset(BTC, "BTC", 8), ++nowUs);
        core.defineAsset(asset(USDT, "USDT", 6), ++nowUs);
        core.defineInstrument(instrument(), ++nowUs);
        output(0, List.of(), List.of());
    }

    private static final class Room implements OutboxGauge {
        @Override
        public boolean hasLaneRoom(final int lane, final int count) {
            return true;
        }

        @Override
        public boolean hasEventRoom(final int partition, final int count) {
            return true;
        }

        @Override
        public boolean hasReservedRoom(final int partition, final int count) {
            return true;
        }
    }

    private static Asset asset(final int id, final String symbol, final int scale) {
        final Asset asset = new Asset();
        asset.assetId = id;
        asset.scale = scale;
        asset.symbol.set(symbol);
        return asset;
    }

    /** One lot is a hundredth of a coin, one tick a whole USDT. */
    private static Instrument instrument() {
        final Instrument instrument = new Instrument();
        instrument.instrumentId = INSTRUMENT;
        instrument.baseAssetId = BTC;
        instrument.quoteAssetId = USDT;
        instrument.state = InstrumentState.OPEN;
        instrument.baseScale = 8;
        instrument.quoteScale = 6;
        instrument.tickSize = 1;
        instrument.lotSize = 1_000_000;
        instrument.notionalPerTickLot = NOTIONAL_PER_TICK_LOT;
        instrument.quantityMin = 1;
        instrument.quantityMax = 1_000_000;
        instrument.notionalMax = 1L << 50;
        instrument.priceMax = 1_000_000;
        instrument.makerFeePpm = FEE_PPM;
        instrument.takerFeePpm = FEE_PPM;
        instrument.symbol.set("BTC_USDT");
        return instrument;
    }

    /** Takes what the chain service has sent, once, in its order. */
    void take(final Operation operation) {
        final int partition = ChainState.partition(operation.partition());
        if (operation instanceof Operation.Credit credit) {
            final Deposit deposit = new Deposit();
            deposit.partition = partition;
            deposit.recordOffset = ++offsets[partition];
            deposit.sourceId = SOURCE;
            deposit.sourceSequence = credit.sequence();
            deposit.userId = credit.userId();
            deposit.assetId = credit.assetId();
            deposit.amount = credit.amount();
            deposit.reference.set(credit.reference());
            core.applyDeposit(deposit, ++nowUs);
        } else if (operation instanceof Operation.Close each) {
            final WithdrawalClose close = new WithdrawalClose();
            close.partition = partition;
            close.recordOffset = ++offsets[partition];
            close.sourceId = SOURCE;
            close.sourceSequence = each.sequence();
            close.userId = each.userId();
            close.withdrawalId = each.withdrawalId();
            close.paid = each.paid();
            core.closeWithdrawal(close, ++nowUs);
        }
        core.verify();
    }

    void withdraw(final long userId, final int assetId, final long amount, final String address, final boolean review) {
        final WithdrawalRequest request = new WithdrawalRequest();
        request.partition = (int) (userId % PARTITIONS);
        request.recordOffset = ++offsets[request.partition];
        request.userId = userId;
        request.assetId = assetId;
        request.amount = amount;
        request.requestTimeUs = ++nowUs;
        request.review = review;
        request.address.set(address);
        request.requestId.set("w" + request.recordOffset + "-" + userId);
        core.applyWithdrawal(request, nowUs);
    }

    /** Money that comes in past the chain. */
    void transferIn(final long userId, final int assetId, final long amount) {
        transfer(TransferKind.IN, userId, assetId, amount);
    }

    void transferOut(final long userId, final int assetId, final long amount) {
        transfer(TransferKind.OUT, userId, assetId, amount);
    }

    private void transfer(final TransferKind kind, final long userId, final int assetId, final long amount) {
        final Transfer transfer = new Transfer();
        transfer.partition = (int) (userId % PARTITIONS);
        transfer.recordOffset = ++offsets[transfer.partition];
        transfer.kind = kind;
        transfer.userId = userId;
        transfer.assetId = assetId;
        transfer.amount = amount;
        transfer.requestTimeUs = ++nowUs;
        transfer.requestId.set("t" + transfer.recordOffset + "-" + userId);
        core.applyTransfer(transfer, nowUs);
    }

    void review(final long userId, final long withdrawalId, final ReviewDecision decision) {
        final WithdrawalReview review = new WithdrawalReview();
        review.partition = (int) (userId % PARTITIONS);
        review.recordOffset = ++offsets[review.partition];
        review.userId = userId;
        review.withdrawalId = withdrawalId;
        review.decision = decision;
        core.reviewWithdrawal(review, ++nowUs);
    }

    /** One user sells lots of BTC to another at a price in USDT. */
    void trade(final long seller, final long buyer, final long price, final long lots) {
        final long sell = place(seller, Side.SELL, price, lots);
        output(sell, List.of(), List.of(touched(sell, seller, Side.SELL, price, lots, false)));
        final long buy = place(buyer, Side.BUY, price, lots);
        final long notional = price * lots * NOTIONAL_PER_TICK_LOT;
        final long base = lots * 1_000_000;
        final OutputTrade trade = new OutputTrade();
        trade.tradeId = ++trades;
        trade.price = price;
        trade.quantity = lots;
        trade.notional = notional;
        trade.makerOrderId = sell;
        trade.makerUserId = seller;
        trade.makerFee = fee(notional);
        trade.takerOrderId = buy;
        trade.takerUserId = buyer;
        trade.takerFee = fee(base);
        trade.takerSide = Side.BUY;
        output(
                buy,
                List.of(trade),
                List.of(
                        touched(sell, seller, Side.SELL, price, lots, true),
                        touched(buy, buyer, Side.BUY, price, lots, true)));
        slices.add(new TradeSlice(
                0,
                outputs,
                "",
                List.of(new TradeId(INSTRUMENT, trades)),
                List.of(
                        new Leg(BTC, seller, -base),
                        new Leg(BTC, buyer, base - fee(base)),
                        new Leg(BTC, 0, fee(base)),
                        new Leg(USDT, buyer, -notional),
                        new Leg(USDT, seller, notional - fee(notional)),
                        new Leg(USDT, 0, fee(notional)))));
    }

    private static long fee(final long amount) {
        return (amount * FEE_PPM + 999_999) / 1_000_000;
    }

    private long place(final long userId, final Side side, final long price, final long lots) {
        final NewOrder order = new NewOrder();
        order.userId = userId;
        order.requestTimeUs = ++nowUs;
        order.instrumentId = INSTRUMENT;
        order.side = side;
        order.type = OrderType.LIMIT;
        order.timeInForce = TimeInForce.GTC;
        order.stpMode = StpMode.NONE;
        order.price = price;
        order.quantity = lots;
        order.clientOrderId.set("o" + ++orders);
        core.newOrder(order, nowUs);
        return orders;
    }

    private static OutputOrder touched(
            final long orderId,
            final long userId,
            final Side side,
            final long price,
            final long lots,
            final boolean filled) {
        final OutputOrder order = new OutputOrder();
        order.orderId = orderId;
        order.userId = userId;
        order.instrumentId = INSTRUMENT;
        order.side = side;
        order.status = filled ? OrderStatus.FILLED : OrderStatus.NEW;
        order.reason = filled ? Reason.FILLED : Reason.NONE;
        order.price = price;
        order.quantity = lots;
        order.filledQuantity = filled ? lots : 0;
        order.remainingQuantity = filled ? 0 : lots;
        order.filledNotional = filled ? price * lots * NOTIONAL_PER_TICK_LOT : 0;
        return order;
    }

    private void output(final long orderId, final List<OutputTrade> all, final List<OutputOrder> touched) {
        final OutputHeader header = new OutputHeader();
        header.outputSequence = ++outputs;
        header.previousHash[0] = (byte) (outputs - 1);
        header.hash[0] = (byte) outputs;
        // The first record of the lane lists the instrument.
        header.sourceSequence = orderId + 1;
        header.outcome = Outcome.ACCEPTED;
        header.reason = Reason.NONE;
        header.instrumentId = INSTRUMENT;
        header.orderId = orderId;
        header.lastPrice = all.isEmpty() ? lastPrice : all.get(0).price;
        lastPrice = header.lastPrice;
        header.tradeCount = all.size();
        header.orderCount = touched.size();
        core.beginOutput(header, ++nowUs);
        all.forEach(core::applyTrade);
        touched.forEach(core::applyOrder);
        core.endOutput();
        core.verify();
    }

    /** Available and held of a user's. */
    long balance(final long userId, final int assetId) {
        final long[] found = new long[1];
        core.balances(userId, (asset, available, held) -> found[0] += asset == assetId ? available + held : 0);
        return found[0];
    }
}
