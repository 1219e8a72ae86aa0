package io.millrace.gateway.trading;

import java.util.LinkedHashMap;
import java.util.Map;

/** A definite no to a client, on its way to becoming an error body. Carries no stack: it is an answer, not a fault. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode error;
    private final Outcome outcome;
    private final transient Map<String, String> details;
    private final boolean replayed;

    private Refusal(
            final ErrorCode error,
            final Outcome outcome,
            final String detail,
            final Map<String, String> details,
            final boolean replayed) {
        super(detail, null, false, false);
        this.error = error;
        this.outcome = outcome;
        this.details = details;
        this.replayed = replayed;
    }

    /** An error with the outcome that is usual for it. */
    public static Refusal of(final ErrorCode error, final String detail) {
        return new Refusal(error, error.outcome(), detail, Map.of(), false);
    }

    /** An error that is about one field of the request. */
    public static Refusal ofField(final ErrorCode error, final String field, final String detail) {
        return of(error, detail).with("field", field);
    }

    /** The same, with one more detail. */
    public Refusal with(final String name, final String value) {
        final Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new Refusal(error, outcome, getMessage(), more, replayed);
    }

    /** The same, with another outcome. */
    public Refusal with(final Outcome other) {
        return new Refusal(error, other, getMessage(), details, replayed);
    }

    /** The same, as the stored answer to an earlier request. */
    public Refusal asReplayed(final boolean isReplayed) {
        return new Refusal(error, outcome, getMessage(), details, isReplayed);
    }

    public ErrorCode error() {
        return error;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Named facts for programs; order is kept. */
    public Map<String, String> details() {
        return details;
    }

    public boolean isReplayed() {
        return replayed;
    }
}
