package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.PageQuery;
import io.millrace.gateway.trading.Refusal;
import java.util.Map;
import java.util.Set;

/** One request, free of the server that read it. Immutable; any thread may hold it. */
final class Request {
    private static final byte[] NO_BODY = {};
    private static final long US_PER_MS = 1000;
    /** What {@link #page} reads of the query. */
    static final Set<String> PAGE_PARAMETERS = Set.of("limit", "cursor", "startTime", "endTime");

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

    /** The part of a list that is asked for: {@code limit}, {@code cursor}, {@code startTime}, {@code endTime}. */
    PageQuery page(final int limit, final int limitMax) {
        final String cursor = query("cursor");
        final long startMs = timeMs("startTime", 0);
        final long endMs = timeMs("endTime", Long.MAX_VALUE);
        if (startMs > endMs) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "endTime", "endTime must not be before startTime");
        }
        return new PageQuery(
                cursor == null ? Long.MAX_VALUE : Cursor.decode(cursor),
                count("limit", limit, 1, limitMax),
                startMs,
                endMs);
    }

    /** A time in the unit of the answer's times. */
    private long timeMs(final String name, final long otherwise) {
        final String text = query(name);
        if (text == null) {
            return otherwise;
        }
        final long time = Values.unsigned(name, text);
        return "us".equals(query("timeUnit")) ? time / US_PER_MS : time;
    }

    /** A time in the unit that the client asked for: milliseconds, or microseconds with {@code timeUnit=us}. */
    long time(final long timeUs) {
        return "us".equals(query.get("timeUnit")) ? timeUs : timeUs / US_PER_MS;
    }
}
