package io.millrace.ubscore.egress;

import io.millrace.schema.sbe.Cause;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.Liquidity;
import io.millrace.schema.sbe.OrderStatus;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.schema.sbe.TransferKind;

/** The domain's enums as the wire's: both have the same codes. */
final class WireEnums {
    private WireEnums() {}

    static Flag flag(final boolean value) {
        return value ? Flag.YES : Flag.NO;
    }

    static Side side(final io.millrace.ubscore.account.Side side) {
        return Side.get((short) side.code());
    }

    /** 0 for none. */
    static short sideCode(final io.millrace.ubscore.account.Side side) {
        return side == null ? 0 : (short) side.code();
    }

    static OrderType orderType(final io.millrace.ubscore.account.OrderType type) {
        return OrderType.get((short) type.code());
    }

    static TimeInForce timeInForce(final io.millrace.ubscore.account.TimeInForce timeInForce) {
        return TimeInForce.get((short) timeInForce.code());
    }

    static StpMode stpMode(final io.millrace.ubscore.account.StpMode stpMode) {
        return StpMode.get((short) stpMode.code());
    }

    static Reason reason(final io.millrace.ubscore.account.Reason reason) {
        return Reason.get(reason.code());
    }

    static OrderStatus orderStatus(final io.millrace.ubscore.account.OrderStatus status) {
        return OrderStatus.get((short) status.code());
    }

    static InstrumentState instrumentState(final io.millrace.ubscore.account.InstrumentState state) {
        return InstrumentState.get((short) state.code());
    }

    static Cause cause(final io.millrace.ubscore.account.Cause cause) {
        return Cause.get((short) cause.code());
    }

    static Liquidity liquidity(final io.millrace.ubscore.account.Liquidity liquidity) {
        return Liquidity.get((short) liquidity.code());
    }

    static Outcome outcome(final io.millrace.ubscore.account.Outcome outcome) {
        return Outcome.get((short) outcome.code());
    }

    static TransferKind transferKind(final io.millrace.ubscore.account.TransferKind kind) {
        return kind == null ? TransferKind.NULL_VAL : TransferKind.get((short) kind.code());
    }
}
