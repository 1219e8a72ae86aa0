package io.millrace.ubscore.account;

/** Shown open orders by a query; the view is reused from one to the next. */
@FunctionalInterface
public interface OrderVisitor {
    /** One more order. */
    void onOrder(OrderView order);
}
