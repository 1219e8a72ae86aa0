package io.millrace.simulation.system;

import io.millrace.simulation.system.TradingClient.Answer;
import java.io.IOException;

/**
 * One user who is given a unit of money again and again. A transfer whose answer is not definite is repeated with the same id until it
 * is: at the end the user has as many units as were acknowledged. A thread of its own.
 */
final class TransferLoad implements AutoCloseable {
    private static final long PAUSE_MS = 50;

    private final TradingClient client;
    private final long userId;
    private final Thread thread = new Thread(this::run, "load-transfers");
    private volatile boolean running = true;
    private volatile AssertionError failure;
    private volatile int acknowledged;

    TransferLoad(final TradingClient client, final long userId) {
        this.client = client;
        this.userId = userId;
        thread.setDaemon(true);
        thread.start();
    }

    int acknowledgedCount() {
        return acknowledged;
    }

    private void run() {
        try {
            while (running) {
                transfer("unit-" + userId + "-" + acknowledged);
                acknowledged++;
                Thread.sleep(PAUSE_MS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final AssertionError e) {
            failure = e;
        }
    }

    private void transfer(final String requestId) throws InterruptedException {
        while (true) {
            try {
                final Answer answer = client.transfer("/transfer_in", userId, requestId, "USDT", "1.00");
                if (answer.status() == 200 && answer.text("status").equals("APPLIED")) {
                    return;
                }
                if (answer.status() != 202 && answer.status() < 500) {
                    throw new AssertionError("transfer refused requestId=" + requestId + " " + answer);
                }
            } catch (final IOException e) {
                // Not definite: asked again.
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
