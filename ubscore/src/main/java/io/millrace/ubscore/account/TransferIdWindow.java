package io.millrace.ubscore.account;

/**
 * What became of transfers' request ids; forgets like {@link OrderIdWindow}.
 *
 * <pre>
 *   payload: 0 assetId | kind, reason   1 amount   2 available after   3 held after
 *   of a withdrawal:                              2 its id            3 hash of the address
 * </pre>
 */
final class TransferIdWindow {
    static final int NONE = IdWindow.NONE;
    static final int PAYLOAD_WORDS = 4;

    private static final int TERMS = 0;
    private static final int AMOUNT = 1;
    private static final int AVAILABLE = 2;
    private static final int HELD = 3;
    private static final int WITHDRAWAL_ID = 2;
    private static final int ADDRESS = 3;
    /** Beside the codes of {@link TransferKind}. */
    private static final int WITHDRAWAL = 3;

    private static final int REASON_BITS = 16;
    private static final int SWEEP_COUNT = 4;

    final IdWindow ids;
    private final long windowUs;
    private final long windowMinUs;
    private long forgottenUs;

    TransferIdWindow(final CoreConfig config) {
        ids = new IdWindow(
                FixedText.REQUEST_ID_LENGTH / Long.BYTES, PAYLOAD_WORDS, config.initialCapacity, config.transferIdsMax);
        windowUs = config.windowUs;
        windowMinUs = config.windowMinUs;
    }

    long staleUs(final long nowUs) {
        return Math.max(forgottenUs, nowUs - windowUs);
    }

    long forgottenUs() {
        return forgottenUs;
    }

    void forgottenUs(final long value) {
        forgottenUs = value;
    }

    int find(final long userId, final FixedText requestId) {
        return ids.find(userId, requestId);
    }

    boolean reserve(final long nowUs) {
        for (int i = 0; i < SWEEP_COUNT && ids.count() > 0 && ids.expiresUs(ids.first()) < nowUs; i++) {
            ids.removeFirst();
        }
        if (ids.isFull() && ids.requestTimeUs(ids.first()) < nowUs - windowMinUs) {
            forgottenUs = Math.max(forgottenUs, ids.requestTimeUs(ids.first()));
            ids.removeFirst();
        }
        return !ids.isFull();
    }

    void add(final Transfer command, final TransferResult result) {
        final int place =
                ids.add(command.userId, command.requestId, command.requestTimeUs, command.requestTimeUs + windowUs);
        ids.payload(place, TERMS, Ints.pack(command.assetId, kind(command) << REASON_BITS | result.reason.code()));
        ids.payload(place, AMOUNT, command.amount);
        ids.payload(place, AVAILABLE, result.availableAfter);
        ids.payload(place, HELD, result.heldAfter);
    }

    /** {@code withdrawalId} 0: it was refused. */
    void add(final WithdrawalRequest command, final Reason reason, final long withdrawalId) {
        final int place =
                ids.add(command.userId, command.requestId, command.requestTimeUs, command.requestTimeUs + windowUs);
        ids.payload(place, TERMS, Ints.pack(command.assetId, WITHDRAWAL << REASON_BITS | reason.code()));
        ids.payload(place, AMOUNT, command.amount);
        ids.payload(place, WITHDRAWAL_ID, withdrawalId);
        ids.payload(place, ADDRESS, Hashing.hash(command.userId, command.address));
    }

    boolean matches(final int place, final Transfer command) {
        return matches(place, command.assetId, kind(command), command.amount);
    }

    boolean matches(final int place, final WithdrawalRequest command) {
        return matches(place, command.assetId, WITHDRAWAL, command.amount)
                && ids.payload(place, ADDRESS) == Hashing.hash(command.userId, command.address);
    }

    private boolean matches(final int place, final int assetId, final int kind, final long amount) {
        final long terms = ids.payload(place, TERMS);
        return Ints.high(terms) == assetId
                && Ints.low(terms) >>> REASON_BITS == kind
                && ids.payload(place, AMOUNT) == amount;
    }

    private static int kind(final Transfer command) {
        return command.kind == null ? 0 : command.kind.code();
    }

    long withdrawalId(final int place) {
        return ids.payload(place, WITHDRAWAL_ID);
    }

    Reason reason(final int place) {
        return Reason.of(Ints.low(ids.payload(place, TERMS)) & (1 << REASON_BITS) - 1);
    }

    long availableAfter(final int place) {
        return ids.payload(place, AVAILABLE);
    }

    long heldAfter(final int place) {
        return ids.payload(place, HELD);
    }
}
