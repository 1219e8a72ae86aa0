package io.millrace.benchmarks.book;

import com.sun.management.ThreadMXBean;
import io.millrace.benchmarks.Report;
import io.millrace.engine.book.BookLimits;
import io.millrace.engine.book.BookListener;
import io.millrace.engine.book.InstrumentDefinition;
import io.millrace.engine.book.NewOrder;
import io.millrace.engine.book.OrderBook;
import io.millrace.engine.book.OrderState;
import io.millrace.engine.book.Reason;
import io.millrace.engine.book.Side;
import io.millrace.engine.book.Trade;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The cost of a command as a book grows in one direction. A turn is five commands on a book that stays as large as it was: an order
 * comes to rest at a level picked at random and the oldest one is cancelled, another rests and is amended down, and the then oldest is
 * cancelled.
 */
final class Growth {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int COMMANDS_PER_TURN = 5;
    private static final int TURNS = 250_000;
    private static final long MIDDLE = 1_000_000;
    private static final int[][] RESTING = {{10, 10, 1}, {10_000, 10, 1}, {1_000_000, 10, 1}};
    private static final int[][] LEVELS = {{100_000, 10, 1}, {100_000, 1_000, 1}, {100_000, 50_000, 1}};
    private static final int[][] INSTRUMENTS = {{10_000, 10, 1}, {10_000, 10, 1_000}};

    private final int rounds;
    private final long seed;

    Growth(final int rounds, final long seed) {
        this.rounds = rounds;
        this.seed = seed;
    }

    void report(final Report report) {
        // Once for the compiler, which then has seen it all.
        measure(new int[] {10_000, 100, 1});
        table(report, "More resting orders", RESTING);
        table(report, "More price levels", LEVELS);
        table(report, "More instruments", INSTRUMENTS);
    }

    private void table(final Report report, final String title, final int[][] sizes) {
        report.table(title, "resting orders", "price levels", "instruments", "M/s", "ns/command", "bytes/command");
        for (final int[] size : sizes) {
            report.row(measure(size));
        }
    }

    private Object[] measure(final int[] size) {
        final Crowd crowd = new Crowd(size[0], size[1], size[2], seed);
        crowd.turns(Math.max(TURNS, size[0]));
        final double[] rates = new double[rounds];
        long allocated = 0;
        for (int round = 0; round < rounds; round++) {
            final long bytes = THREADS.getCurrentThreadAllocatedBytes();
            final long startNs = THREADS.getCurrentThreadCpuTime();
            crowd.turns(TURNS);
            rates[round] = TURNS * COMMANDS_PER_TURN * 1e3 / (THREADS.getCurrentThreadCpuTime() - startNs);
            allocated += THREADS.getCurrentThreadAllocatedBytes() - bytes;
        }
        Arrays.sort(rates);
        final double rate = rates[rounds / 2];
        final double bytes = allocated / ((double) rounds * TURNS * COMMANDS_PER_TURN);
        return new Object[] {size[0], size[1], size[2], rate, 1e3 / rate, bytes};
    }

    /** Books with a given number of resting orders in all. */
    private static final class Crowd implements BookListener {
        private final OrderBook[] books;
        private final int levels;
        private final int[] levelOf;
        private final SplittableRandom random;
        private final NewOrder order = new NewOrder();
        private final long restingCount;
        private long nextId = 1;
        private long reports;

        Crowd(final int resting, final int levels, final int instruments, final long seed) {
            this.random = new SplittableRandom(seed);
            this.levels = levels;
            this.restingCount = resting;
            this.books = new OrderBook[instruments];
            final BookLimits limits = BookLimits.DEFAULT;
            for (int i = 0; i < instruments; i++) {
                books[i] = new OrderBook(
                        new InstrumentDefinition(i + 1, 1, 2, 1, 1, 1L << 40),
                        new BookLimits(
                                limits.effectsPerCommandMax(),
                                limits.orderCountMax(),
                                limits.trailingCountMax(),
                                resting / instruments + 16),
                        this);
            }
            levelOf = new int[1 << 16];
            Arrays.setAll(levelOf, i -> random.nextInt(levels));
            for (int i = 0; i < resting; i++) {
                place();
            }
        }

        void turns(final int count) {
            for (int i = 0; i < count; i++) {
                final long oldest = nextId - restingCount;
                place();
                book(oldest).cancel(oldest, 0, Reason.USER);
                final long extra = nextId;
                final long price = place();
                book(extra).amend(extra, 0, price, 50, 0);
                book(oldest + 1).cancel(oldest + 1, 0, Reason.USER);
            }
        }

        private OrderBook book(final long orderId) {
            return books[(int) (orderId % books.length)];
        }

        private long place() {
            final long orderId = nextId++;
            final long away = 1 + levelOf[(int) orderId & levelOf.length - 1] / 2;
            final boolean isSell = (levelOf[(int) orderId & levelOf.length - 1] & 1) != 0;
            final long price = isSell ? MIDDLE + away : MIDDLE - away;
            book(orderId).place(order.of(orderId, 7, isSell ? Side.SELL : Side.BUY, price, 100));
            return price;
        }

        @Override
        public void onTrade(final Trade trade) {
            throw new IllegalStateException("nothing should trade here: orderId=" + trade.takerOrderId());
        }

        @Override
        public void onOrder(final OrderState state) {
            reports += state.remainingQuantity();
        }

        @Override
        public void onLevel(
                final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
            reports += quantity;
        }
    }
}
