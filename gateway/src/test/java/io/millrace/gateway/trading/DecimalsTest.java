package io.millrace.gateway.trading;

import static io.millrace.gateway.trading.Markets.BTC;
import static io.millrace.gateway.trading.Markets.BTC_USDT;
import static io.millrace.gateway.trading.Markets.ETH_BTC;
import static io.millrace.gateway.trading.Markets.USDT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    @ParameterizedTest
    @CsvSource({
        "42000.00, 4200000",
        "42000, 4200000",
        "42000.5, 4200050",
        "42000.010000000000, 4200001",
        "0.01, 1",
        "000.01, 1",
        "92233720368547758.07, 9223372036854775807"
    })
    void shouldReadPriceExactly(final String text, final long ticks) {
        assertEquals(ticks, Decimals.price("price", text, BTC_USDT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"42000.001", "0.005", "0.0100000000000000000000000001"})
    void shouldRefusePriceOffTick(final String text) {
        assertError(ErrorCode.BAD_TICK, () -> Decimals.price("price", text, BTC_USDT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.00005", "0.000100001", "1.00001"})
    void shouldRefuseQuantityOffLot(final String text) {
        assertError(ErrorCode.BAD_LOT, () -> Decimals.quantity("quantity", text, BTC_USDT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0000001", "1.1234567"})
    void shouldRefuseAmountFinerThanAsset(final String text) {
        assertError(ErrorCode.BAD_PRECISION, () -> Decimals.amount("amount", text, USDT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 ",
                "+1",
                "-1",
                "1e3",
                "1E3",
                "NaN",
                "Infinity",
                ".5",
                "5.",
                "1.2.3",
                "0x1",
                "1_000",
                "1,5",
                "0",
                "0.00",
                "٣",
                "92233720368547758.08",
                "99999999999999999999999999999999999999999"
            })
    void shouldRefuseWhatIsNoPositiveDecimal(final String text) {
        assertError(ErrorCode.BAD_FORMAT, () -> Decimals.price("price", text, BTC_USDT));
    }

    @Test
    void shouldRefuseTickOfSeveralUnits() {
        final Instrument coarse =
                new Instrument(9, "X", BTC, USDT, 0, "OPEN", new Grid(2, 5, 10_000, 5), BTC_USDT.limits());
        assertEquals(3, Decimals.price("price", "0.15", coarse));
        assertError(ErrorCode.BAD_TICK, () -> Decimals.price("price", "0.12", coarse));
    }

    @ParameterizedTest
    @CsvSource({"39500000000, 39500.00", "10497900000, 10497.90", "1, 0.000001", "0, 0.00", "-1500000, -1.50"})
    void shouldShowAmountsWithTwoDecimalsAtLeast(final long minorUnits, final String text) {
        assertEquals(text, Decimals.amountText(minorUnits, USDT));
    }

    @Test
    void shouldShowPricesAndQuantitiesOnTheirGrids() {
        assertEquals("42000.00", Decimals.priceText(4_200_000, BTC_USDT));
        assertEquals("0.7500", Decimals.quantityText(7_500, BTC_USDT));
        assertEquals("0.07000", Decimals.priceText(7_000, ETH_BTC));
        assertEquals("1.500", Decimals.quantityText(1_500, ETH_BTC));
        assertEquals("0.24975", Decimals.amountText(24_975_000, BTC));
    }

    @Test
    void shouldAverageFills() {
        assertEquals("42000.00", Decimals.averageText(10_500_000_000L, 2_500, BTC_USDT));
        assertEquals("33333.33333333", Decimals.averageText(10_000_000_000L, 3_000, BTC_USDT));
        assertEquals("", Decimals.averageText(0, 0, BTC_USDT));
    }

    @Test
    void shouldReadBackWhatItWrites() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            final long units = random.nextLong() >>> 1 + random.nextInt(62);
            if (units == 0) {
                continue;
            }
            assertEquals(units, Decimals.amount("amount", Decimals.amountText(units, USDT), USDT), "seed=" + seed);
            final BigDecimal exact = BigDecimal.valueOf(units, USDT.scale());
            assertEquals(0, exact.compareTo(new BigDecimal(Decimals.amountText(units, USDT))), "seed=" + seed);
            assertEquals(units, Decimals.minorUnits(exact, USDT), "seed=" + seed);
        }
    }

    private static void assertError(final ErrorCode expected, final Runnable call) {
        assertEquals(expected, assertThrows(Refusal.class, call::run).error());
    }
}
