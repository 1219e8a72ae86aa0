package io.millrace.gateway.trading;

/**
 * UBSCore's answer to one command.
 *
 * @param replayed it is the stored answer to an earlier command of the client with the same id
 * @param reoffered the gateway had to send the command more than once, so that its own first offer may be the earlier one
 * @param key the order meant; its {@code orderId} is 0 if there is none
 * @param count orders that a mass cancel reached
 */
public record CommandResult(
        boolean accepted,
        String reason,
        boolean replayed,
        boolean reoffered,
        OrderStatus status,
        OrderKey key,
        int count,
        ReplyStamp stamp) {

    /** Whether the client must be told that it had asked before. */
    public boolean isRepeat() {
        return replayed && !reoffered;
    }
}
