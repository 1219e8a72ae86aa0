package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FirstTradeTest {
    private final Exchange exchange = new Exchange();

    @Test
    void shouldSettleTheFirstTrade() {
        exchange.transfer(TransferKind.IN, 1001, Exchange.USDT, 50_000_000_000L);
        exchange.transfer(TransferKind.IN, 1002, Exchange.BTC, 100_000_000L);
        assertTrue(exchange.sell(1002, 4_200_000, 10_000).startsWith("reply ACCEPTED NONE"));
        assertEquals("1:0/100000000", exchange.balances(1002));
        assertTrue(exchange.buy(1001, 4_210_000, 2_500).startsWith("reply ACCEPTED NONE"));
        assertEquals("3:39475000000/10525000000", exchange.balances(1001));
        exchange.quiet(0);
        trade();
        exchange.core.verify();
        assertEquals("1:24975000/0 3:39500000000/0", exchange.balances(1001));
        assertEquals("1:0/75000000 3:10497900000/0", exchange.balances(1002));
        assertTrue(exchange.cancel(1002, 1).startsWith("reply ACCEPTED"));
    }

    private void trade() {
        exchange.core.beginOutput(exchange.next(0, 1, 0), exchange.now());
        final OutputTrade trade = exchange.trade;
        trade.tradeId = 1;
        trade.price = 4_200_000;
        trade.quantity = 2_500;
        trade.makerOrderId = 1;
        trade.makerUserId = 1002;
        trade.makerFee = 2_100_000;
        trade.makerRemaining = 7_500;
        trade.takerOrderId = 2;
        trade.takerUserId = 1001;
        trade.takerFee = 25_000;
        trade.takerRemaining = 0;
        trade.takerSide = Side.BUY;
        trade.notional = 4_200_000L * 2_500;
        exchange.core.applyTrade(trade);
        exchange.core.endOutput();
    }
}
