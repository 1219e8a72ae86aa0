package io.millrace.benchmarks.book;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The mix of one liquid instrument: a price that walks by geometric Brownian motion, scaled to a given swing over the
 * run, orders around it by a power law. Of the new orders 15 % are IOC; of the rest 20 % are amended once (quantity up,
 * four in five repriced by a tick), 95 % cancelled after an exponential lifetime; 2 % of cancels and amends come a second
 * time, when the order may be gone.
 */
public final class MixGenerator {
    static final double[] SWINGS = {0, 0.02, 0.25, 0.40, 0.60};
    static final long START_PRICE = 100_000;

    private static final int USER_COUNT = 1000;
    private static final double LIFETIME_ORDERS = 10_000;
    /** Of the distance from the price: what Bouchaud, Mézard and Potters found in the Paris market. */
    private static final double DEPTH_EXPONENT = 0.6;

    private static final long DEPTH_MAX = 20_000;

    private final SplittableRandom random;
    private final int orderCount;
    private final PriorityQueue<Event> later = new PriorityQueue<>();
    private long[] messages;
    private int count;
    private long sequence;

    private MixGenerator(final int orderCount, final long seed) {
        this.orderCount = orderCount;
        this.random = new SplittableRandom(seed);
        this.messages = new long[orderCount * 3 * Mix.STRIDE];
    }

    private record Event(double time, long sequence, int operation, long orderId, int user, long price, long quantity)
            implements Comparable<Event> {
        @Override
        public int compareTo(final Event other) {
            final int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    public static Mix generate(final double swing, final int orderCount, final long seed) {
        return new MixGenerator(orderCount, seed).generate(swing);
    }

    private Mix generate(final double swing) {
        final long[] path = path(swing);
        for (int i = 0; i < orderCount; i++) {
            emitUntil(i);
            place(i, path[i]);
        }
        emitUntil(Double.MAX_VALUE);
        final String name = swing == 0 ? "fixed" : Math.round(swing * 100) + " % swing";
        return new Mix(name, Arrays.copyOf(messages, count * Mix.STRIDE), count);
    }

    /** Prices of a Brownian path whose highest and lowest are {@code swing} of the start apart. */
    private long[] path(final double swing) {
        final double[] walk = new double[orderCount];
        double position = 0;
        double high = 0;
        double low = 0;
        for (int i = 1; i < orderCount; i++) {
            position += random.nextGaussian();
            walk[i] = position;
            high = Math.max(high, position);
            low = Math.min(low, position);
        }
        double scaleLow = 0;
        double scaleHigh = 10 / (high - low);
        for (int i = 0; i < 60; i++) {
            final double scale = (scaleLow + scaleHigh) / 2;
            if (Math.exp(scale * high) - Math.exp(scale * low) < swing) {
                scaleLow = scale;
            } else {
                scaleHigh = scale;
            }
        }
        final long[] path = new long[orderCount];
        for (int i = 0; i < orderCount; i++) {
            path[i] = Math.round(START_PRICE * Math.exp(scaleLow * walk[i]));
        }
        return path;
    }

    private void place(final int index, final long middle) {
        final long orderId = index + 1L;
        final int user = 1 + random.nextInt(USER_COUNT);
        final boolean isSell = random.nextBoolean();
        final long quantity = 1 + random.nextInt(100);
        final long away = depth();
        if (random.nextInt(100) < 15) {
            final long reach = random.nextInt(10);
            emit(Mix.PLACE_IOC, isSell, user, orderId, isSell ? middle - reach : middle + reach, quantity);
            return;
        }
        final long price = Math.max(1, isSell ? middle + away : middle - away);
        emit(Mix.PLACE, isSell, user, orderId, price, quantity);
        final double end = index + lifetime();
        final boolean isCancelled = random.nextInt(100) < 95;
        if (random.nextInt(100) < 20) {
            final long step = random.nextInt(5) == 0 ? 0 : random.nextBoolean() ? 1 : -1;
            final long amended = quantity + 1 + random.nextInt(20);
            final double time = index + (end - index) * random.nextDouble();
            schedule(time, Mix.AMEND, orderId, user, Math.max(1, price + step), amended);
            if (isCancelled && random.nextInt(100) < 2) {
                schedule(end + lifetime() / 10, Mix.AMEND, orderId, user, Math.max(1, price + step), amended);
            }
        }
        if (isCancelled) {
            schedule(end, Mix.CANCEL, orderId, user, 0, 0);
            if (random.nextInt(100) < 2) {
                schedule(end + lifetime() / 10, Mix.CANCEL, orderId, user, 0, 0);
            }
        }
    }

    private long depth() {
        final double depth = Math.pow(1 - random.nextDouble(), -1 / DEPTH_EXPONENT);
        return Math.min(DEPTH_MAX, (long) depth);
    }

    private double lifetime() {
        return -Math.log(1 - random.nextDouble()) * LIFETIME_ORDERS;
    }

    private void schedule(
            final double time,
            final int operation,
            final long orderId,
            final int user,
            final long price,
            final long quantity) {
        // What would come after the last order is left out: the run ends with the book as it is then.
        if (time < orderCount) {
            later.add(new Event(time, sequence++, operation, orderId, user, price, quantity));
        }
    }

    private void emitUntil(final double time) {
        while (!later.isEmpty() && later.peek().time <= time) {
            final Event event = later.poll();
            emit(event.operation, false, event.user, event.orderId, event.price, event.quantity);
        }
    }

    private void emit(
            final int operation,
            final boolean isSell,
            final int user,
            final long orderId,
            final long price,
            final long quantity) {
        if ((count + 1) * Mix.STRIDE > messages.length) {
            messages = Arrays.copyOf(messages, messages.length * 2);
        }
        final int base = count++ * Mix.STRIDE;
        messages[base] = Mix.head(operation, isSell, user, orderId);
        messages[base + 1] = Mix.body(price, quantity);
    }
}
