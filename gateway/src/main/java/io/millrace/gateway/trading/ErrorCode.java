package io.millrace.gateway.trading;

/** Every error a client can meet: its stable name, HTTP status, number and what it says about the outcome. */
public enum ErrorCode {
    MALFORMED_JSON(400, -1135, "The body is not the JSON that was expected", Outcome.NOT_SENT),
    UNKNOWN_FIELD(400, -1103, "A field or parameter is not known", Outcome.NOT_SENT),
    MISSING_FIELD(400, -1102, "A required field is missing", Outcome.NOT_SENT),
    BAD_FORMAT(400, -1130, "A field has the wrong form", Outcome.NOT_SENT),
    BAD_TICK(400, -1013, "The price is not on the tick grid", Outcome.NOT_SENT),
    BAD_LOT(400, -1013, "The quantity is not a whole number of lots", Outcome.NOT_SENT),
    BAD_PRECISION(400, -1111, "The amount has more decimals than the asset", Outcome.NOT_SENT),
    BAD_SYMBOL(400, -1121, "The symbol or asset is not known", Outcome.NOT_SENT),
    BAD_KEY(401, -2014, "The caller is not known", Outcome.NOT_SENT),
    BAD_SIGNATURE(401, -1022, "The signature does not match", Outcome.NOT_SENT),
    TIMESTAMP_SKEW(401, -1021, "The timestamp is outside the window", Outcome.NOT_SENT),
    NO_PERMISSION(403, -2015, "The caller may not do this", Outcome.NOT_SENT),
    USER_SUSPENDED(403, -2015, "The user is suspended", Outcome.REJECTED),
    IP_NOT_ALLOWED(403, -2015, "The key may not be used from this address", Outcome.NOT_SENT),
    ROUTE_NOT_FOUND(404, -1100, "There is no such route", Outcome.NOT_SENT),
    ORDER_NOT_FOUND(404, -2013, "The order does not exist", Outcome.REJECTED),
    TRANSFER_NOT_FOUND(404, -2013, "The transfer does not exist", Outcome.REJECTED),
    PROOF_NOT_FOUND(404, -2013, "There is no such proof", Outcome.NOT_SENT),
    KEY_NOT_FOUND(404, -2013, "The key does not exist", Outcome.NOT_SENT),
    METHOD_NOT_ALLOWED(405, -1100, "The route has no such method", Outcome.NOT_SENT),
    DUPLICATE_CLIENT_ORDER_ID(409, -2010, "The client order id belongs to another order", Outcome.REJECTED),
    REQUEST_ID_REUSED(409, -2010, "The request id belongs to another transfer", Outcome.REJECTED),
    ORDER_ALREADY_FINAL(409, -2011, "The order is closed", Outcome.REJECTED),
    STALE_REQUEST(409, -2010, "The request is older than the idempotency window", Outcome.REJECTED),
    BODY_TOO_LARGE(413, -1100, "The body is too large", Outcome.NOT_SENT),
    UNSUPPORTED_MEDIA_TYPE(415, -1100, "The body must be application/json", Outcome.NOT_SENT),
    INSUFFICIENT_BALANCE(422, -2010, "The available balance is too small", Outcome.REJECTED),
    MIN_NOTIONAL(422, -1013, "The order's value is too small", Outcome.REJECTED),
    MIN_QUANTITY(422, -1013, "The quantity is too small", Outcome.REJECTED),
    MAX_QUANTITY(422, -1013, "The quantity is too large", Outcome.REJECTED),
    PRICE_BAND(422, -1013, "The price is too far from the market", Outcome.REJECTED),
    MAX_OPEN_ORDERS(422, -2010, "The user has too many open orders", Outcome.REJECTED),
    RISK_LIMIT(422, -2010, "A risk limit stands against it", Outcome.REJECTED),
    WOULD_TAKE(422, -2010, "A post-only order would have traded", Outcome.REJECTED),
    FOK_UNFILLABLE(422, -2010, "The order can't be filled whole", Outcome.REJECTED),
    MARKET_HALTED(422, -2010, "The market is halted", Outcome.REJECTED),
    CANCEL_ONLY(422, -2010, "The market takes cancels only", Outcome.REJECTED),
    POST_ONLY_PERIOD(422, -2010, "The market takes post-only orders only", Outcome.REJECTED),
    RATE_LIMITED(429, -1003, "Too many requests", Outcome.NOT_SENT),
    TOO_MANY_ORDERS(429, -1015, "Too many orders", Outcome.NOT_SENT),
    SHUTTING_DOWN(503, -1016, "The gateway is shutting down", Outcome.NOT_SENT),
    NOT_READY(503, -1016, "A part of the exchange is not reachable", Outcome.NOT_SENT),
    BACKPRESSURE(503, -1008, "The exchange is overloaded", Outcome.NOT_SENT),
    BROKER_UNAVAILABLE(503, -1008, "The broker is not reachable", Outcome.NOT_SENT),
    STALE_READ(503, -1008, "The store has not reached the sequence asked for", Outcome.NOT_SENT),
    OUTCOME_UNKNOWN(504, -1007, "No answer came in time", Outcome.UNKNOWN),
    INTERNAL(500, -1000, "The gateway failed", Outcome.UNKNOWN);

    private final int status;
    private final int code;
    private final String title;
    private final Outcome outcome;

    ErrorCode(final int status, final int code, final String title, final Outcome outcome) {
        this.status = status;
        this.code = code;
        this.title = title;
        this.outcome = outcome;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Number in the table that clients of other exchanges know. */
    public int code() {
        return code;
    }

    /** One sentence, the same for every instance of the error. */
    public String title() {
        return title;
    }

    /** Outcome unless the refusal says another. */
    public Outcome outcome() {
        return outcome;
    }

    /** Whether the same request may succeed later, unchanged. */
    public boolean isRetryable() {
        return status == 429 || status >= 503 || this == TIMESTAMP_SKEW;
    }
}
