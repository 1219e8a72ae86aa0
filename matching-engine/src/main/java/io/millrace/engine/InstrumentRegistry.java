package io.millrace.engine;

import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.InstrumentDefinitionEncoder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The instruments of a lane as they were last defined, each with the state it is in now: an encoded
 * {@code instrumentDefinition}. The book keeps only what matching needs; readers of a book image want the whole. Not thread-safe.
 */
public final class InstrumentRegistry {
    private static final int LENGTH = InstrumentDefinitionDecoder.ENCODED_LENGTH;

    private final TreeMap<Integer, UnsafeBuffer> definitions = new TreeMap<>();

    /** Takes a definition. An instrument that is known keeps its state: only {@link #changeState} changes that. */
    public void define(final InstrumentDefinitionDecoder definition) {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[LENGTH]);
        copy.putBytes(0, definition.buffer(), definition.offset(), LENGTH);
        final UnsafeBuffer known = definitions.put(definition.instrumentId(), copy);
        if (known != null) {
            final int stateOffset = InstrumentDefinitionEncoder.stateEncodingOffset();
            copy.putByte(stateOffset, known.getByte(stateOffset));
        }
    }

    /** Sets an instrument's state; no-op if there is no such instrument. */
    public void changeState(final int instrumentId, final int stateCode) {
        final UnsafeBuffer known = definitions.get(instrumentId);
        if (known != null) {
            known.putByte(InstrumentDefinitionEncoder.stateEncodingOffset(), (byte) stateCode);
        }
    }

    /** Encoded definitions by ascending instrument id. */
    public SortedMap<Integer, UnsafeBuffer> definitions() {
        return Collections.unmodifiableSortedMap(definitions);
    }

    /** Takes over what another has. */
    public void copyFrom(final InstrumentRegistry other) {
        definitions.clear();
        other.definitions.forEach((id, definition) -> {
            final UnsafeBuffer copy = new UnsafeBuffer(new byte[LENGTH]);
            copy.putBytes(0, definition, 0, LENGTH);
            definitions.put(id, copy);
        });
    }
}
