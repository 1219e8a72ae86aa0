package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.util.Map;

/** One request, free of the server that read it. Immutable; any thread may hold it. */
final class Request {
    private static final byte[] NO_BODY = {};

    private final String requestId;
    private final Caller caller;
    private final Map<String, String> pathParameters;
    private final Map<String, String> query;
    private final byte[] body;

    Request(
            final String requestId,
            final Caller caller,
            final Map<String, String> pathParameters,
            final Map<String, String> query,
            final byte[] body) {
        this.requestId = requestId;
        this.caller = caller;
        this.pathParameters = pathParameters;
        this.query = query;
        this.body = body == null ? NO_BODY : body;
    }

    /** The client's name for this request, or the one that was made for it. */
    String requestId() {
        return requestId;
    }

    /** The user who asks; refuses if nobody is named. */
    long userId() {
        return caller.userId();
    }

    Caller caller() {
        return caller;
    }

    byte[] body() {
        return body;
    }

    String pathParameter(final String name) {
        return pathParameters.get(name);
    }

    /** Null if it is not given. */
    String query(final String name) {
        return query.get(name);
    }

    String requiredQuery(final String name) {
        final String value = query.get(name);
        if (value == null) {
            throw Refusal.ofField(ErrorCode.MISSING_FIELD, name, name + " is missing");
        }
        return value;
    }

    /** A whole number from {@code min} to {@code max}. */
    int count(final String name, final int otherwise, final int min, final int max) {
        final String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        final long value = Values.unsigned(name, text);
        if (value < min || value > max) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " must be from " + min + " to " + max);
        }
        return (int) value;
    }

    /** Sequence that the answer must have reached; 0: any. */
    long minSequence() {
        final String text = query.get("minSeq");
        return text == null ? 0 : Values.unsigned("minSeq", text);
    }

    /** A time in the unit that the client asked for: milliseconds, or microseconds with {@code timeUnit=us}. */
    long time(final long timeUs) {
        return "us".equals(query.get("timeUnit")) ? timeUs : timeUs / 1000;
    }
}
