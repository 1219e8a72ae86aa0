package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders, outputs with a trade, and cancels cost no garbage once tables have their size. */
class AllocationTest {
    private static final int ROUNDS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Exchange exchange = new Exchange(config());
    private final NewOrder sell = exchange.limit(1001, Exchange.BTC_USDT, Side.SELL, 100, 1);
    private final NewOrder buy = exchange.limit(1002, Exchange.BTC_USDT, Side.BUY, 110, 1);
    private final CancelOrder cancel = new CancelOrder();
    private final BalanceCore core = new BalanceCore(config(), new Room(), new Deaf());
    private long trades;
    private long outputs;
    private long ids;

    private static CoreConfig config() {
        final CoreConfig config = Exchange.config();
        config.windowUs = 1_000;
        config.windowMinUs = 10;
        config.initialCapacity = 1 << 12;
        return config;
    }

    @Test
    void shouldAllocateNothing() {
        prepare();
        rounds();
        rounds();
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        rounds();
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        // Not a byte a command: what is left is the measuring, and the compiler's doing.
        assertTrue(allocated < ROUNDS, "allocated=" + allocated);
    }

    private void prepare() {
        final Map<Integer, String> symbols = Map.of(Exchange.BTC, "BTC", Exchange.ETH, "ETH", Exchange.USDT, "USDT");
        symbols.forEach((id, symbol) ->
                core.defineAsset(Exchange.asset(id, symbol, id == Exchange.USDT ? 6 : 8), exchange.now()));
        core.defineInstrument(core(Exchange.BTC_USDT), exchange.now());
        final Transfer transfer = new Transfer();
        transfer.kind = TransferKind.IN;
        transfer.amount = 1L << 50;
        transfer.requestTimeUs = exchange.nowUs;
        for (int i = 0; i < 2; i++) {
            transfer.userId = 1001 + i;
            transfer.assetId = i == 0 ? Exchange.BTC : Exchange.USDT;
            transfer.recordOffset = i;
            core.applyTransfer(transfer, exchange.nowUs);
        }
        output(0, 0);
        core.endOutput();
    }

    private Instrument core(final int instrumentId) {
        return exchange.core.instrument(instrumentId);
    }

    private void rounds() {
        for (int i = 0; i < ROUNDS; i++) {
            final long sellId = place(sell);
            output(0, 0);
            core.endOutput();
            final long buyId = place(buy);
            output(1, 0);
            trade(sellId, buyId);
            core.endOutput();
            final long id = place(buy);
            output(0, 0);
            core.endOutput();
            cancel.userId = 1002;
            cancel.requestTimeUs = exchange.now();
            cancel.orderId = id;
            core.cancelOrder(cancel, exchange.nowUs);
            output(0, 1);
            close(id);
            core.endOutput();
        }
    }

    private long place(final NewOrder order) {
        order.requestTimeUs = exchange.now();
        order.clientOrderId.words[0] = ++ids;
        core.newOrder(order, exchange.nowUs);
        return ids;
    }

    private void output(final int trades, final int orders) {
        final OutputHeader header = exchange.header;
        System.arraycopy(header.hash, 0, header.previousHash, 0, header.hash.length);
        header.hash[0]++;
        header.outputSequence = ++outputs;
        header.sourceSequence = outputs;
        header.outcome = Outcome.ACCEPTED;
        header.reason = Reason.NONE;
        header.instrumentId = Exchange.BTC_USDT;
        header.tradeCount = trades;
        header.orderCount = orders;
        core.beginOutput(header, exchange.now());
    }

    private void trade(final long sellId, final long buyId) {
        final OutputTrade trade = exchange.trade;
        trade.tradeId = ++trades;
        trade.price = 100;
        trade.quantity = 1;
        trade.notional = 100;
        trade.makerOrderId = sellId;
        trade.makerUserId = 1001;
        trade.makerFee = 1;
        trade.takerOrderId = buyId;
        trade.takerUserId = 1002;
        trade.takerFee = 10;
        trade.takerSide = Side.BUY;
        core.applyTrade(trade);
    }

    private void close(final long orderId) {
        final OutputOrder order = exchange.order;
        order.orderId = orderId;
        order.userId = 1002;
        order.status = OrderStatus.CANCELED;
        order.reason = Reason.USER;
        order.remainingQuantity = 1;
        core.applyOrder(order);
    }

    /** Hears nothing, but insists on being accepted. */
    private static final class Deaf extends Lines {
        @Override
        public void onReply(final Reply reply) {
            if (reply.outcome != Outcome.ACCEPTED) {
                throw new IllegalStateException("refused reason=" + reply.reason);
            }
        }

        @Override
        public void onPlaceOrder(final Stamp stamp, final Placement placement) {}

        @Override
        public void onCancelOrder(
                final Stamp stamp,
                final long orderId,
                final long userId,
                final int instrumentId,
                final Reason reason) {}

        @Override
        public void onBalanceEvent(final Stamp stamp, final BalanceEvent event) {}
    }
}
