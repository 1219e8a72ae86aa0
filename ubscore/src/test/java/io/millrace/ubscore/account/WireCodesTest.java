package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.schema.Accounts;
import io.millrace.schema.OrderIds;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** The domain's words and the wire's are the same, name by name and code by code. */
class WireCodesTest {
    private static <D extends Enum<D>, W extends Enum<W>> void assertSame(
            final D[] domain, final ToIntFunction<D> code, final W[] wire, final ToIntFunction<W> value) {
        final Map<String, Integer> ours = new TreeMap<>();
        for (final D constant : domain) {
            ours.put(constant.name(), code.applyAsInt(constant));
        }
        final Map<String, Integer> theirs = new TreeMap<>();
        for (final W constant : wire) {
            if (!constant.name().equals("NULL_VAL") && !constant.name().equals("SBE_UNKNOWN")) {
                theirs.put(constant.name(), value.applyAsInt(constant));
            }
        }
        assertEquals(theirs, ours);
    }

    @Test
    void shouldBeTheSame() {
        assertSame(Side.values(), Side::code, io.millrace.schema.sbe.Side.values(), w -> w.value());
        assertSame(OrderType.values(), OrderType::code, io.millrace.schema.sbe.OrderType.values(), w -> w.value());
        assertSame(
                TimeInForce.values(), TimeInForce::code, io.millrace.schema.sbe.TimeInForce.values(), w -> w.value());
        assertSame(StpMode.values(), StpMode::code, io.millrace.schema.sbe.StpMode.values(), w -> w.value());
        assertSame(Liquidity.values(), Liquidity::code, io.millrace.schema.sbe.Liquidity.values(), w -> w.value());
        assertSame(
                OrderStatus.values(), OrderStatus::code, io.millrace.schema.sbe.OrderStatus.values(), w -> w.value());
        assertSame(
                InstrumentState.values(),
                InstrumentState::code,
                io.millrace.schema.sbe.InstrumentState.values(),
                w -> w.value());
        assertSame(
                TransferKind.values(),
                TransferKind::code,
                io.millrace.schema.sbe.TransferKind.values(),
                w -> w.value());
        assertSame(Outcome.values(), Outcome::code, io.millrace.schema.sbe.Outcome.values(), w -> w.value());
        assertSame(Cause.values(), Cause::code, io.millrace.schema.sbe.Cause.values(), w -> w.value());
        assertSame(Reason.values(), Reason::code, io.millrace.schema.sbe.Reason.values(), w -> w.value());
    }

    @Test
    void shouldSpreadAccountsAsTheWireDoes() {
        for (long id = -300; id < 300; id++) {
            for (int count = 1; count < 9; count++) {
                assertEquals(Accounts.partition(id, count), AccountIds.partition(id, count));
                assertEquals(Accounts.shard(id, count), AccountIds.shard(id, count));
            }
        }
        assertEquals(Accounts.EXTERNAL, AccountIds.EXTERNAL);
        assertEquals(Accounts.FEE, AccountIds.FEE);
        assertEquals(Accounts.CLEARING - 3, AccountIds.clearing(3));
        assertEquals(OrderIds.of(5, 7), AccountIds.orderId(5, 7));
    }
}
