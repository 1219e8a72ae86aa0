package io.millrace.settlement.ledger;

import io.millrace.settlement.ledger.ChainRecord.ChainStamp;
import io.millrace.settlement.ledger.Output.OutputStamp;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.agrona.collections.Int2ObjectHashMap;

/** The last event taken of every part, and the judge of what may come next. */
final class Positions {
    private final Map<Stream, Int2ObjectHashMap<StreamPosition>> byStream = new EnumMap<>(Stream.class);

    /** Last sequence of each chain that was taken in this life. */
    private final Map<Long, Long> chainSequences = new HashMap<>();

    Positions(final Collection<StreamPosition> settled) {
        for (final Stream stream : Stream.values()) {
            byStream.put(stream, new Int2ObjectHashMap<>());
        }
        settled.forEach(this::advance);
    }

    /** False: it was taken before. */
    boolean follows(final Stream stream, final int part, final long sequence) {
        final StreamPosition last = last(stream, part);
        if (sequence > last.sequence() + 1) {
            throw new Breach("gap: stream=" + stream.label() + " part=" + part + " settled=" + last.sequence()
                    + " received=" + sequence
                    + ": what is between is missing at the source; find out who lost it, bring"
                    + " it back and start settlement again; chain_state must not be edited");
        }
        return sequence == last.sequence() + 1;
    }

    /** False: it was taken before. What is between may have been replaced by what comes. */
    boolean isNew(final int partition, final long recordOffset, final ChainStamp stamp) {
        if (recordOffset <= last(Stream.CHAIN_EVENTS, partition).recordOffset()) {
            return false;
        }
        final Long before = chainSequences.put(stamp.chainId(), stamp.sequence());
        if (before != null && before >= stamp.sequence()) {
            throw new Breach("chain's sequence does not ascend: stream=chain.events part=" + partition + " offset="
                    + recordOffset + " chain=" + stamp.chainId() + " settled=" + before + " received="
                    + stamp.sequence() + ": two services have written the records of one chain; find out which of"
                    + " them is right before settlement goes on");
        }
        return true;
    }

    /** The next output must name the last one's hash. */
    void requireChained(final OutputStamp stamp) {
        final StreamPosition last = last(Stream.ENGINE, stamp.lane());
        if (!Arrays.equals(last.hash(), stamp.previousHash())) {
            throw new Breach("chain broken: stream=engine part=" + stamp.lane() + " sequence=" + stamp.sequence()
                    + " settled_hash=" + hex(last.hash()) + " previous_hash=" + hex(stamp.previousHash())
                    + ": the engine's journal is not the one that this store was written from; compare output "
                    + last.sequence() + " in both and restore the side that was altered");
        }
    }

    private StreamPosition last(final Stream stream, final int part) {
        final StreamPosition last = byStream.get(stream).get(part);
        if (last == null) {
            throw new Breach("part is not ours: stream=" + stream.label() + " part=" + part);
        }
        return last;
    }

    void advance(final StreamPosition position) {
        byStream.get(position.stream()).put(position.part(), position);
    }

    private static String hex(final byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
