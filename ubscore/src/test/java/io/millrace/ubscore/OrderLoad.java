package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.HighResolutionClock;

/**
 * Orders without end, several under way at a time. One without an answer is offered again with the same words, as a gateway does,
 * until there is one; nobody fills them, so all that were accepted hold their money at the end. One thread.
 */
final class OrderLoad {
    static final int USERS = 8;
    static final long FIRST_USER = 1001;
    private static final int USDT = 3;
    private static final long PRICE = 100;
    private static final long ANSWER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    /** Partition of a user and its place there: the bridge's offsets as they would be. */
    private static final int PARTITIONS = 4;

    private static final long TRANSFER = 1_000_000_000L;

    private final CoreClient client;
    private final int inFlight;
    private final Map<String, Order> sent = new LinkedHashMap<>();
    private final Map<String, Order> accepted = new LinkedHashMap<>();
    private final long[] transfers = new long[PARTITIONS];
    private final Map<Long, Long> funds = new HashMap<>();
    private int count;
    private int repeats;

    private static final class Order {
        final String id;
        final long userId;
        final long quantity;
        final long requestTimeUs = HighResolutionClock.epochMicros();
        long correlationId;
        long offeredNs;
        long orderId;

        Order(final int number) {
            id = "o" + number;
            userId = FIRST_USER + number % USERS;
            quantity = 1 + number % 7;
        }
    }

    /** {@code inFlight}: orders under way at a time. */
    OrderLoad(final CoreClient client, final int inFlight) {
        this.client = client;
        this.inFlight = inFlight;
    }

    int acceptedCount() {
        return accepted.size();
    }

    int repeatCount() {
        return repeats;
    }

    /** One transfer to each user; waits until they are applied, offering them again meanwhile. */
    void fund(final StateProbe probe) {
        final Map<Long, Long> offsets = new LinkedHashMap<>();
        for (long user = FIRST_USER; user < FIRST_USER + USERS; user++) {
            offsets.put(user, transfers[(int) (user % PARTITIONS)]++);
            funds.merge(user, TRANSFER, Long::sum);
        }
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        long connectNs = System.nanoTime() + ANSWER_TIMEOUT_NS;
        while (!isFunded(probe.anyState())) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "transfers are not applied");
            if (System.nanoTime() - connectNs > 0) {
                client.connect();
                connectNs = System.nanoTime() + ANSWER_TIMEOUT_NS;
            }
            offsets.forEach((user, offset) -> client.tryTransferIn(user, USDT, TRANSFER, offset));
            client.poll();
        }
    }

    private boolean isFunded(final StateProbe.State state) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (state == null || state.operationOffsets()[partition] < transfers[partition] - 1) {
                return false;
            }
        }
        return true;
    }

    /** Places orders until the time is over. */
    void run(final long durationMs) {
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(durationMs);
        while (System.nanoTime() - endNs < 0) {
            while (sent.size() < inFlight) {
                final Order order = new Order(count++);
                sent.put(order.id, order);
                offer(order);
            }
            step();
        }
    }

    /** Places at least so many orders more, and waits until all of them are accepted. */
    void place(final int orders) {
        final int enough = accepted.size() + orders;
        while (accepted.size() < enough) {
            run(1);
        }
    }

    /** Waits until nothing is under way. */
    void settle() {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!sent.isEmpty()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "no answer to " + sent.keySet());
            step();
        }
    }

    private void step() {
        if (client.poll() == 0) {
            Thread.yield();
        }
        sent.values().removeIf(this::isAccepted);
        final long nowNs = System.nanoTime();
        if (sent.values().stream().anyMatch(order -> nowNs - order.offeredNs > ANSWER_TIMEOUT_NS)) {
            client.connect();
            sent.values().forEach(order -> {
                repeats++;
                offer(order);
            });
        }
    }

    private boolean isAccepted(final Order order) {
        final CoreClient.Reply reply = client.reply(order.correlationId);
        if (reply == null) {
            return false;
        }
        assertEquals(Outcome.ACCEPTED, reply.outcome(), () -> order.id + " reason=" + reply.reason());
        order.orderId = reply.orderId();
        accepted.put(order.id, order);
        return true;
    }

    private void offer(final Order order) {
        order.offeredNs = System.nanoTime();
        order.correlationId =
                client.offerOrder(order.userId, order.id, Side.BUY, PRICE, order.quantity, order.requestTimeUs);
    }

    /** Judges a cluster at rest: every order once, under the number that it was given, and every hold accounted for. */
    void judge(final StateProbe probe) {
        assertEquals(count, accepted.size());
        assertEquals(
                accepted.size(),
                accepted.values().stream()
                        .map(order -> order.orderId)
                        .distinct()
                        .count());
        final List<Order> orders = new ArrayList<>(accepted.values());
        for (int i = 0; i < orders.size(); i += Math.max(1, orders.size() / 500)) {
            assertReplayed(orders.get(i));
        }
        final Map<Long, Long> holds = new HashMap<>();
        orders.forEach(order -> holds.merge(order.userId, PRICE * order.quantity, Long::sum));
        assertEquals(accepted.size(), probe.anyState().openOrderCount());
        funds.forEach((user, amount) -> {
            final long held = holds.getOrDefault(user, 0L);
            assertEquals(new StateProbe.Balance(amount - held, held), probe.balance(user, USDT), "user " + user);
        });
    }

    private void assertReplayed(final Order order) {
        final CoreClient.Reply reply =
                client.order(order.userId, order.id, Side.BUY, PRICE, order.quantity, order.requestTimeUs);
        assertTrue(reply.replayed(), order.id);
        assertEquals(order.orderId, reply.orderId(), order.id);
    }
}
