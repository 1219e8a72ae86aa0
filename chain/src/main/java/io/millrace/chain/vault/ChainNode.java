package io.millrace.chain.vault;

import java.util.List;

/** The chain as its nodes tell it. Calls block for a bounded time; a node that does not answer, or not with sense, is a fault. */
public interface ChainNode {
    /** The chain can't be asked now: the caller tries again at another step. */
    class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Fault(final String message, final Throwable cause) {
            super(message, cause);
        }
    }

    /** The newest block. */
    Head latest();

    /** The block at a height; null: there is none. */
    Head block(long height);

    /** The vault's deposits in a block, ascending by log index. A block that the node does not know is a fault. */
    List<DepositLog> deposits(Head block);

    /** Like {@link #deposits}, but the endpoints must agree on the block at that height and on each deposit in it. */
    List<DepositLog> agreedDeposits(Head block);

    /** Null: it is in no block. */
    Receipt receipt(String txHash);

    /** The nonce that comes after those in blocks. */
    long nonce(String address);

    /** What a unit of gas should cost now. */
    FeeQuote quote();

    /** Whether the vault would take a call of the operator's now. */
    CallAnswer simulate(String data);

    /** Gas that a call of the operator's to the vault needs, as the node reckons. */
    long estimateGas(String data);

    /** Gives a signed transaction to the nodes; one that they know already is taken too. */
    SendAnswer send(String raw);

    /** What the vault would say to a call; {@code reason} for people. */
    record CallAnswer(Verdict verdict, String reason) {}

    /** Kinds of answers of the vault's. */
    enum Verdict {
        TAKEN,
        /** The user's balance on the chain does not cover it: trades that are not settled yet may bring it. */
        INSUFFICIENT_BALANCE,
        /** This nonce of this user was paid. */
        ALREADY_PAID,
        /** Not the next batch. */
        BAD_BATCH_ID,
        /** The vault stands still, or has another operator: waiting for people. */
        CLOSED,
        REFUSED
    }

    /** What nodes say to a transaction; {@code reason} for people. */
    record SendAnswer(boolean taken, boolean underpriced, String reason) {}
}
