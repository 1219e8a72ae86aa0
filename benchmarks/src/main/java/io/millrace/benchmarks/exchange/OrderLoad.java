package io.millrace.benchmarks.exchange;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Orders over HTTP at a given rate, whether the answers keep up or not: each is due at its time, waits for a free connection if
 * there is none, and its latency counts from when it was due. One thread, raw sockets, keep-alive, one request a connection.
 *
 * <p>Of four orders the second takes the first: one trade. The third and fourth are IOC far from the market and end untraded.
 */
final class OrderLoad implements AutoCloseable {
    /** Orders of a run of the bench; more than any machine takes in its time. */
    static final int INDEX_MAX = 1 << 23;

    private static final String[] SYMBOLS = {"BTC_USDT", "ETH_USDT"};
    private static final long LATENCY_MAX_US = 60_000_000;
    private static final long DRAIN_NS = 20_000_000_000L;

    private final Selector selector = Selector.open();
    private final List<HttpConnection> connections = new ArrayList<>();
    private final ArrayDeque<HttpConnection> free = new ArrayDeque<>();
    private final int users;
    private final AtomicLongArray dueNs = new AtomicLongArray(INDEX_MAX);
    private int lastIndex;

    /** What came of one run. */
    record Outcome(int sent, int accepted, int refused, long elapsedNs, Histogram latencyUs) {}

    OrderLoad(final int port, final int connectionCount, final int users) throws IOException {
        this.users = users;
        for (int i = 0; i < connectionCount; i++) {
            connections.add(new HttpConnection(port, selector));
        }
        free.addAll(connections);
    }

    /** When the order of that index was due; 0: no such order. */
    long dueNs(final int index) {
        return index > 0 && index < INDEX_MAX ? dueNs.get(index) : 0;
    }

    /** Gives every user enough of everything for the rest of the day. */
    void fund() throws IOException {
        final String[] assets = {"BTC", "ETH", "USDT"};
        final int count = users * assets.length;
        int sent = 0;
        int done = 0;
        while (done < count) {
            for (; sent < count && !free.isEmpty(); sent++) {
                final long user = 1000 + sent / assets.length;
                final String asset = assets[sent % assets.length];
                free.poll()
                        .send(
                                head("/transfer_in", user),
                                "{\"requestId\":\"fund-" + sent + "\",\"userId\":\"" + user + "\",\"asset\":\"" + asset
                                        + "\",\"amount\":\"" + (asset.equals("USDT") ? "1000000000" : "100000")
                                        + "\"}");
            }
            done += receive(null, new int[2]);
        }
    }

    /** Sends at the rate for the time given, then waits for the answers. */
    Outcome run(final int ratePerSecond, final long durationNs) throws IOException {
        final Histogram latencyUs = new Histogram(LATENCY_MAX_US, 3);
        final int[] answers = new int[2];
        // Nothing is under way: connections that the gateway has closed meanwhile are opened again.
        receive(latencyUs, answers);
        final long startNs = System.nanoTime();
        final int count = (int) Math.min(INDEX_MAX - 1 - lastIndex, ratePerSecond * (durationNs / 1_000_000) / 1000);
        int sent = 0;
        int done = 0;
        while (done < count && System.nanoTime() - startNs < durationNs + DRAIN_NS) {
            final long dueCount = Math.min(count, (System.nanoTime() - startNs) * ratePerSecond / 1_000_000_000L);
            for (; sent < dueCount && !free.isEmpty(); sent++) {
                sendOrder(startNs + sent * 1_000_000_000L / ratePerSecond);
            }
            done += receive(latencyUs, answers);
        }
        return new Outcome(sent, answers[0], count - answers[0], System.nanoTime() - startNs, latencyUs);
    }

    private void sendOrder(final long due) throws IOException {
        final int index = ++lastIndex;
        dueNs.set(index, due);
        final HttpConnection connection = free.poll();
        connection.index = index;
        connection.dueNs = due;
        final int turn = index & 3;
        final boolean isBuy = (turn & 1) == 0;
        final boolean isIoc = turn >= 2;
        final long price = 40_000 + (index >> 2) % 64;
        final String offer = isIoc ? (isBuy ? "20000.00" : "80000.00") : price + ".00";
        connection.send(
                head("/orders", 1000 + index % users),
                "{\"symbol\":\"" + SYMBOLS[(index >> 2) % SYMBOLS.length] + "\",\"side\":\"" + (isBuy ? "BUY" : "SELL")
                        + "\",\"type\":\"LIMIT\",\"timeInForce\":\"" + (isIoc ? "IOC" : "GTC") + "\",\"price\":\""
                        + offer + "\",\"quantity\":\"0.0100\",\"clientOrderId\":\"b-" + index + "\"}");
    }

    private static String head(final String path, final long user) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-User-Id: " + user
                + "\r\n";
    }

    /** Takes answers for a moment; returns how many. */
    private int receive(final Histogram latencyUs, final int[] answers) throws IOException {
        int count = 0;
        selector.select(1);
        for (final SelectionKey key : selector.selectedKeys()) {
            final HttpConnection connection = (HttpConnection) key.attachment();
            final int status = connection.receive();
            if (status == 0) {
                continue;
            }
            count++;
            free.add(connection);
            if (latencyUs == null) {
                checkFunded(status, connection);
            } else {
                answers[status < 300 ? 0 : 1]++;
                latencyUs.recordValue(Math.min(LATENCY_MAX_US, (System.nanoTime() - connection.dueNs) / 1000));
            }
        }
        selector.selectedKeys().clear();
        return count;
    }

    private static void checkFunded(final int status, final HttpConnection connection) {
        if (status >= 300) {
            throw new IllegalStateException("transfer was refused: status=" + status + " body=" + connection.body());
        }
    }

    @Override
    public void close() throws IOException {
        for (final HttpConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
