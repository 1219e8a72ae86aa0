package io.millrace.gateway.trading;

import java.util.List;

/**
 * An accepted order.
 *
 * @param view as the engine left it; null if only its acceptance is known
 */
public record Placed(NewOrder order, CommandResult result, OrderView view, List<Fill> fills) {}
