package io.millrace.gateway.trading;

import java.util.List;

/**
 * What UBSCore says a user has at this instant.
 *
 * @param accountSequence of the user's last event; 0: none yet
 */
public record AccountState(long coreSequence, long accountSequence, List<Balance> balances) {}
