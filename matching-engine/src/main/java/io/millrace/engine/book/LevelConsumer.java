package io.millrace.engine.book;

/** Takes price levels one by one. */
@FunctionalInterface
public interface LevelConsumer {
    /** {@code quantity}: lots shown. */
    void onLevel(long price, long quantity, int orderCount);
}
