package io.millrace.gateway.trading;

import java.util.List;

/**
 * What the engine did with a command.
 *
 * @param progress of the order that the command names; null if the engine knows no such order
 * @param fills of that order in this command, in the order in which they happened
 */
public record CommandEffect(
        boolean accepted,
        String reason,
        boolean keptPriority,
        long outputSequence,
        long coreSequence,
        long timestampUs,
        Progress progress,
        List<Fill> fills) {}
