package io.millrace.gateway.egress;

import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import java.util.function.Supplier;

/** Finds what a row names; a row is never left out because its asset is not known yet: the read is refused instead. */
record StoreReference(Supplier<ReferenceTable> table, Runnable refresh) {

    Asset asset(final String symbol) {
        final Asset asset = table.get().asset(symbol);
        if (asset == null) {
            throw unknown(symbol);
        }
        return asset;
    }

    Instrument instrument(final String symbol) {
        final Instrument instrument = table.get().instrument(symbol);
        if (instrument == null) {
            throw unknown(symbol);
        }
        return instrument;
    }

    private Refusal unknown(final String symbol) {
        refresh.run();
        return Refusal.of(ErrorCode.NOT_READY, "the gateway has not learned of " + symbol + " yet");
    }
}
