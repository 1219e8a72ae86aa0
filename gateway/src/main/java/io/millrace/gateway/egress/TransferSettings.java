package io.millrace.gateway.egress;

import java.math.BigDecimal;
import java.util.Map;

/**
 * How transfers are asked for.
 *
 * @param partitions of balance.operations
 * @param resultTimeoutMs how long a request waits for the result once the broker has it
 * @param brokerTimeoutMs how long the broker may take
 * @param inFlightMax transfers without an answer
 * @param reviewFrom by asset: withdrawals of so much or more wait for an operator
 */
public record TransferSettings(
        String bootstrap,
        int partitions,
        long resultTimeoutMs,
        int brokerTimeoutMs,
        int inFlightMax,
        Map<String, BigDecimal> reviewFrom) {}
