package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** An instrument is listed in every shard by a command of its own: the others may trade in it before this one knows it. */
class LateListingTest {
    private static final int LANE = 3;
    private static final int INSTRUMENT = LANE + 1;

    private final Exchange exchange = new Exchange(config());

    private static CoreConfig config() {
        final CoreConfig config = Exchange.config();
        config.shardCount = 2;
        return config;
    }

    @Test
    void shouldPassOverTradesOfOtherShardsUntilItListsTheInstrument() {
        trade(1, 1, 3);
        trade(2, 1, 3);
        final Instrument listed =
                Exchange.instrument(INSTRUMENT, "USDT_BTC", Exchange.USDT, Exchange.BTC, 8, 8, 1_000_000, 1);
        listed.baseScale = 6;
        listed.lane = LANE;
        exchange.core.defineInstrument(listed, exchange.now());
        assertTrue(exchange.lines.last().startsWith("reply ACCEPTED"), exchange.lines.last());
        trade(3, 1, 3);
        exchange.core.verify();
        final BreachException gap = assertThrows(BreachException.class, () -> trade(5, 1, 3));
        assertTrue(gap.getMessage().startsWith("trades are not contiguous invariant=I5"), gap.getMessage());
    }

    @Test
    void shouldHaltWhenItsOwnUserTradesInAnInstrumentThatItDoesNotKnow() {
        final BreachException breach = assertThrows(BreachException.class, () -> trade(1, 2, 3));
        assertTrue(breach.getMessage().startsWith("trade in an unknown instrument invariant=I3"), breach.getMessage());
        assertEquals("", exchange.balances(2));
    }

    private void trade(final long tradeId, final long makerUserId, final long takerUserId) {
        final OutputHeader header = exchange.next(LANE, 1, 0);
        header.shard = 1;
        header.sourceSequence = tradeId;
        exchange.core.beginOutput(header, exchange.now());
        final OutputTrade trade = exchange.trade;
        trade.tradeId = tradeId;
        trade.price = 10;
        trade.quantity = 5;
        trade.notional = 50;
        trade.makerOrderId = 1L << 44 | 1;
        trade.makerUserId = makerUserId;
        trade.takerOrderId = 1L << 44 | 2;
        trade.takerUserId = takerUserId;
        trade.takerSide = Side.BUY;
        exchange.core.applyTrade(trade);
        exchange.core.endOutput();
    }
}
