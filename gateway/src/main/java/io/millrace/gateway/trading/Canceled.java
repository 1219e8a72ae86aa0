package io.millrace.gateway.trading;

/**
 * A cancel that UBSCore took.
 *
 * @param effect what the engine said; null if it was not seen
 * @param close the release; null if it was not seen in time: the cancel is on its way then
 */
public record Canceled(CommandResult result, CommandEffect effect, OrderClose close) {
    /** Whether the order is known to be gone. */
    public boolean isDone() {
        return close != null || effect != null && effect.accepted();
    }
}
