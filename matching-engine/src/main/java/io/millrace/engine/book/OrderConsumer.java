package io.millrace.engine.book;

/** Takes orders one by one. */
@FunctionalInterface
public interface OrderConsumer {
    /** {@code order} is a view that is valid during the call only. */
    void onOrder(OrderState order);
}
