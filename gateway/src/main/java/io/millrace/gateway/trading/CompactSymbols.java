package io.millrace.gateway.trading;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Instruments by their symbols without the underscore, as other exchanges spell them. Any thread may ask. */
public final class CompactSymbols {
    private volatile Table table = new Table(ReferenceTable.EMPTY, Map.of());

    private record Table(ReferenceTable reference, Map<String, Instrument> instruments) {}

    /** The instrument of a symbol in upper or lower case; null if it is not known. */
    public Instrument instrument(final ReferenceTable reference, final String symbol) {
        Table current = table;
        if (current.reference != reference) {
            final Map<String, Instrument> instruments = new HashMap<>();
            reference.instruments().forEach(instrument -> instruments.put(of(instrument), instrument));
            current = new Table(reference, instruments);
            table = current;
        }
        return current.instruments.get(symbol.toUpperCase(Locale.ROOT));
    }

    /** An instrument's symbol without the underscore. */
    public static String of(final Instrument instrument) {
        return instrument.symbol().replace("_", "");
    }
}
