package io.millrace.gateway.trading;

/** One order of a user, named by its id, or by the client's id if {@code orderId} is 0. */
public record OrderKey(long userId, long orderId, String clientOrderId) {
    public static OrderKey of(final long userId, final long orderId) {
        return new OrderKey(userId, orderId, "");
    }

    public static OrderKey of(final long userId, final String clientOrderId) {
        return new OrderKey(userId, 0, clientOrderId);
    }
}
