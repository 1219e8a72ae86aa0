package io.millrace.simulation.system;

import io.millrace.simulation.system.TradingClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two users who trade with each other without end, one order at a time each. An order whose answer is not definite is
 * repeated with the same id until it is; what was accepted is remembered. Threads of its own.
 */
final class Load implements AutoCloseable {
    private static final long RETRY_PAUSE_MS = 100;
    private static final long PACE_MS = 20;

    private final TradingClient client;
    private final long buyer;
    private final long seller;
    private final String idPrefix;
    private final Map<String, String> orderIds = new ConcurrentHashMap<>();
    private final AtomicLong retries = new AtomicLong();
    private final Thread[] threads;
    private volatile boolean running = true;
    private volatile AssertionError failure;

    Load(final TradingClient client, final long buyer, final long seller, final String idPrefix) {
        this.client = client;
        this.buyer = buyer;
        this.seller = seller;
        this.idPrefix = idPrefix;
        threads = new Thread[] {
            new Thread(() -> run(buyer, "BUY"), "load-buy"), new Thread(() -> run(seller, "SELL"), "load-sell")
        };
        for (final Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Orders that were accepted so far. */
    int acceptedCount() {
        if (failure != null) {
            throw failure;
        }
        return orderIds.size();
    }

    long retryCount() {
        return retries.get();
    }

    /** Accepted order ids by client order id, once closed. */
    Map<String, String> orderIds() {
        return Map.copyOf(orderIds);
    }

    long owner(final String clientOrderId) {
        return clientOrderId.contains("BUY") ? buyer : seller;
    }

    @Override
    public void close() {
        running = false;
        for (final Thread thread : threads) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void run(final long userId, final String side) {
        try {
            for (int number = 1; running; number++) {
                place(userId, idPrefix + side + "-" + number, side, number);
                Thread.sleep(PACE_MS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final AssertionError e) {
            failure = e;
        }
    }

    private void place(final long userId, final String clientOrderId, final String side, final int number)
            throws InterruptedException {
        final String price = (side.equals("BUY") ? 100 + number % 3 : 100 - number % 3) + ".00";
        while (true) {
            try {
                final Answer answer = client.limitOrder(userId, clientOrderId, side, price, "0.0010", "ACK");
                if (answer.status() == 200) {
                    orderIds.put(clientOrderId, answer.text("orderId"));
                    return;
                }
                if (answer.isError(422, "MAX_OPEN_ORDERS")) {
                    // Definite: nothing matches while the engine is away. The next order is another one.
                    Thread.sleep(RETRY_PAUSE_MS);
                    return;
                }
                if (answer.status() < 500) {
                    throw new AssertionError("order refused clientOrderId=" + clientOrderId + " " + answer);
                }
                retries.incrementAndGet();
            } catch (final IOException e) {
                // The gateway itself was killed; the order is repeated like any other without a definite answer.
                retries.incrementAndGet();
            }
            Thread.sleep(RETRY_PAUSE_MS);
        }
    }
}
