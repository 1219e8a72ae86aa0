package io.millrace.ubscore.account;

/**
 * What became of transfers' request ids; forgets like {@link OrderIdWindow}.
 *
 * <pre>
 *   payload: 0 assetId | kind, reason   1 amount   2 available after   3 held after
 * </pre>
 */
final class TransferIdWindow {
    static final int NONE = IdWindow.NONE;
    static final int PAYLOAD_WORDS = 4;

    private static final int TERMS = 0;
    private static final int AMOUNT = 1;
    private static final int AVAILABLE = 2;
    private static final int HELD = 3;
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
        final int kind = command.kind == null ? 0 : command.kind.code();
        ids.payload(place, TERMS, Ints.pack(command.assetId, kind << REASON_BITS | result.reason.code()));
        ids.payload(place, AMOUNT, command.amount);
        ids.payload(place, AVAILABLE, result.availableAfter);
        ids.payload(place, HELD, result.heldAfter);
    }

    boolean matches(final int place, final Transfer command) {
        final long terms = ids.payload(place, TERMS);
        final int kind = command.kind == null ? 0 : command.kind.code();
        return Ints.high(terms) == command.assetId
                && Ints.low(terms) >>> REASON_BITS == kind
                && ids.payload(place, AMOUNT) == command.amount;
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
