package io.millrace.exchange.tool;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long answer is, its rate and the time left, on standard error of a terminal; nothing elsewhere. Any thread. */
public final class Bar implements AutoCloseable {
    private static final int INTERVAL_MS = 200;

    private final ProgressBar bar;

    private Bar(final ProgressBar bar) {
        this.bar = bar;
    }

    /** Begins to draw if {@code shown}; {@code max} below 0: nobody knows how much there is. */
    public static Bar of(final String task, final String unit, final long max, final boolean shown) {
        if (!shown) {
            return new Bar(null);
        }
        return new Bar(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(max)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MS)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build());
    }

    /** So many more are done. */
    public void step(final long count) {
        if (bar != null) {
            bar.stepBy(count);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
