package io.millrace.chain.node;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.web3j.crypto.Hash;

/** Why the vault refuses a call, read from what it gave back. */
public enum VaultError {
    NOT_OWNER("NotOwner(address)"),
    NOT_OPERATOR("NotOperator(address)"),
    IS_PAUSED("IsPaused()"),
    REENTERED("Reentered()"),
    BAD_USER("BadUser(uint64)"),
    BAD_AMOUNT("BadAmount()"),
    BAD_RECEIVER("BadReceiver()"),
    ALREADY_PAID("AlreadyPaid(uint64,uint64)"),
    INSUFFICIENT_BALANCE("InsufficientBalance(address,uint64,uint256,uint256)"),
    BAD_BATCH_ID("BadBatchId(uint64,uint64)"),
    BAD_LEG_ORDER("BadLegOrder(address,uint64)"),
    NOT_BALANCED("NotBalanced(address,int256)"),
    TRANSFER_FAILED("TransferFailed(address)"),
    /** Anything else: a panic, a message, nothing. */
    OTHER("");

    private static final int SELECTOR_LENGTH = 10;
    private static final int WORD_LENGTH = 64;
    private static final Map<String, VaultError> BY_SELECTOR = Stream.of(values())
            .filter(error -> error != OTHER)
            .collect(Collectors.toMap(
                    error -> Hash.sha3String(error.signature).substring(0, SELECTOR_LENGTH), error -> error));

    private final String signature;

    VaultError(final String signature) {
        this.signature = signature;
    }

    /** {@code data}: hex with its prefix. */
    public static VaultError of(final String data) {
        return data.length() < SELECTOR_LENGTH
                ? OTHER
                : BY_SELECTOR.getOrDefault(data.substring(0, SELECTOR_LENGTH), OTHER);
    }

    /** The n-th argument, as hex without a prefix; empty: there is none. */
    public static String argument(final String data, final int index) {
        final int start = SELECTOR_LENGTH + index * WORD_LENGTH;
        return data.length() < start + WORD_LENGTH ? "" : data.substring(start, start + WORD_LENGTH);
    }
}
