package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads symbols and times out of requests in Binance's form. Any thread may call. */
final class V3Symbols {
    private static final int SYMBOLS_MAX = 1000;

    private final Supplier<ReferenceTable> reference;
    private final CompactSymbols compact = new CompactSymbols();

    V3Symbols(final Supplier<ReferenceTable> reference) {
        this.reference = reference;
    }

    Instrument required(final Request request) {
        return instrument(request.requiredQuery("symbol"));
    }

    /** Null if none is named. */
    Instrument optional(final Request request) {
        final String symbol = request.query("symbol");
        return symbol == null ? null : instrument(symbol);
    }

    /** What {@code symbol} or {@code symbols} names, or all. */
    List<Instrument> wanted(final Request request) {
        if (request.query("symbol") != null) {
            return List.of(required(request));
        }
        final String list = request.query("symbols");
        if (list == null) {
            return List.copyOf(Symbols.known(reference.get()).instruments());
        }
        final List<Instrument> wanted = new ArrayList<>();
        for (final String symbol : list.replaceAll("[\\[\\]\" ]", "").split(",", SYMBOLS_MAX)) {
            wanted.add(instrument(symbol));
        }
        return wanted;
    }

    /** A time in milliseconds. */
    static long time(final Request request, final String name, final long otherwise) {
        final String text = request.query(name);
        return text == null ? otherwise : Values.unsigned(name, text);
    }

    private Instrument instrument(final String symbol) {
        final Instrument instrument = compact.instrument(Symbols.known(reference.get()), symbol);
        if (instrument == null) {
            throw Refusal.ofField(ErrorCode.BAD_SYMBOL, "symbol", "Invalid symbol.");
        }
        return instrument;
    }
}
