package io.millrace.simulation.system;

import io.millrace.chain.DevNet;
import io.millrace.simulation.system.TradingClient.Answer;
import java.io.IOException;
import java.math.BigDecimal;

/** Deposits, trades and withdrawals, one after the other on a thread of its own, until it is closed. */
final class ChainFlow implements AutoCloseable {
    /** Where all withdrawals go. */
    static final String TO = "0x00000000000000000000000000000000000face0";

    private static final String QUANTITY = "0.0137";
    private static final long PAUSE_MS = 500;

    private final DevNet net;
    private final TradingClient client;
    private final long userFirst;
    private final int userCount;
    private final Thread thread = new Thread(this::run, "chain-flow");
    private volatile boolean isClosed;
    private volatile Throwable failure;
    private volatile int roundCount;
    private int depositCount;
    private int withdrawalCount;
    private BigDecimal withdrawn = BigDecimal.ZERO;

    ChainFlow(final DevNet net, final TradingClient client, final long userFirst, final int userCount) {
        this.net = net;
        this.client = client;
        this.userFirst = userFirst;
        this.userCount = userCount;
        thread.start();
    }

    private void run() {
        try {
            while (!isClosed) {
                round(roundCount);
                roundCount++;
                Await.pause(PAUSE_MS);
            }
        } catch (final IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void round(final int number) throws IOException {
        final long seller = userFirst + number % userCount;
        final long buyer = userFirst + (number + 7) % userCount;
        net.deposit(seller, "BTC", new BigDecimal("0.02"));
        depositCount++;
        require(client.limitOrder(seller, "flow-s-" + number, "SELL", "41234.56", QUANTITY, "ACK"));
        require(client.limitOrder(buyer, "flow-b-" + number, "BUY", "41234.56", QUANTITY, "ACK"));
        final String amount = "1.23" + number % 10;
        require(client.send(
                seller,
                "POST",
                "/withdrawals",
                """
                {"requestId":"flow-%d","userId":"%d","asset":"USDT","amount":"%s","address":"%s"}"""
                        .formatted(number, seller, amount, TO)));
        withdrawalCount++;
        withdrawn = withdrawn.add(new BigDecimal(amount));
    }

    private static void require(final Answer answer) {
        if (answer.status() != 200 && answer.status() != 202) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
    }

    /** Rounds that are done; throws what ended it. */
    int roundCount() {
        if (failure != null) {
            throw new AssertionError("flow has ended", failure);
        }
        return roundCount;
    }

    int tradeCount() {
        return roundCount();
    }

    int depositCount() {
        return depositCount;
    }

    int withdrawalCount() {
        return withdrawalCount;
    }

    BigDecimal withdrawn() {
        return withdrawn;
    }

    @Override
    public void close() {
        finish();
    }

    /** Ends with the round that is under way. */
    void finish() {
        isClosed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
