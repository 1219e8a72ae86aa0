package io.millrace.settlement.ledger;

import java.math.BigDecimal;

/** An asset; its scale never changes. */
public record Asset(int id, String symbol, int scale) {
    /** Minor units as the decimal that the store keeps. */
    public BigDecimal amount(final long minorUnits) {
        return BigDecimal.valueOf(minorUnits, scale);
    }
}
