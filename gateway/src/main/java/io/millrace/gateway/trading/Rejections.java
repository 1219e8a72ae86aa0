package io.millrace.gateway.trading;

import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns a reason of UBSCore or of the engine into the error that clients know; the reason stays in the details. */
public final class Rejections {
    private static final Map<String, ErrorCode> BY_NAME =
            EnumSet.allOf(ErrorCode.class).stream().collect(Collectors.toMap(Enum::name, Function.identity()));

    private Rejections() {}

    /** The refusal of a command that was considered: its outcome is always {@link Outcome#REJECTED}. */
    public static Refusal of(final String reason) {
        final ErrorCode error = errorOf(reason);
        return Refusal.of(error, error.title()).with(Outcome.REJECTED).with("reason", reason);
    }

    private static ErrorCode errorOf(final String reason) {
        return switch (reason) {
            case "BAD_PRICE" -> ErrorCode.BAD_TICK;
            case "BAD_QUANTITY" -> ErrorCode.BAD_LOT;
            case "BAD_TYPE", "BAD_TRIGGER", "BAD_EXPIRY", "BAD_AMOUNT", "BAD_DEFINITION" -> ErrorCode.BAD_FORMAT;
            case "BAD_ASSET" -> ErrorCode.BAD_SYMBOL;
            case "MAX_NOTIONAL", "WITHDRAWAL_LIMIT", "KILL_SWITCH" -> ErrorCode.RISK_LIMIT;
            case "NO_REFERENCE_PRICE", "NO_LIQUIDITY" -> ErrorCode.PRICE_BAND;
            case "CAPACITY" -> ErrorCode.BACKPRESSURE;
            case "HALT" -> ErrorCode.MARKET_HALTED;
            default -> BY_NAME.getOrDefault(reason, ErrorCode.RISK_LIMIT);
        };
    }
}
