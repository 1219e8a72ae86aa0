package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;

/** Looks symbols up for requests; refuses what is not known, and everything while nothing is. */
final class Symbols {
    private Symbols() {}

    static Instrument instrument(final ReferenceTable reference, final String symbol) {
        final Instrument instrument = known(reference).instrument(symbol);
        if (instrument == null) {
            throw Refusal.ofField(ErrorCode.BAD_SYMBOL, "symbol", "symbol " + printable(symbol) + " is not known");
        }
        return instrument;
    }

    static Asset asset(final ReferenceTable reference, final String symbol) {
        final Asset asset = known(reference).asset(symbol);
        if (asset == null) {
            throw Refusal.ofField(ErrorCode.BAD_SYMBOL, "asset", "asset " + printable(symbol) + " is not known");
        }
        return asset;
    }

    static ReferenceTable known(final ReferenceTable reference) {
        if (reference.isEmpty()) {
            throw Refusal.of(ErrorCode.NOT_READY, "the instruments are not known yet");
        }
        return reference;
    }

    private static String printable(final String symbol) {
        return Values.isToken(symbol, Values.CLIENT_ORDER_ID_LENGTH_MAX) ? symbol : "given";
    }
}
