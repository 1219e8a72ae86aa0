package io.millrace.gateway.trading;

import java.util.List;

/** A user's open orders by ascending id, as UBSCore had them at one sequence. */
public record OpenOrders(long coreSequence, List<OrderView> orders) {}
