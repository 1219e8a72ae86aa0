package io.millrace.engine;

import io.millrace.engine.book.MatchingEngine;
import io.millrace.engine.egress.OutputChain;
import io.millrace.engine.egress.OutputEncoder;
import io.millrace.engine.ingress.CommandAdapter;
import io.millrace.engine.ingress.SourceSequences;
import io.millrace.schema.sbe.LaneStampDecoder;
import java.util.HexFormat;
import org.agrona.DirectBuffer;

/**
 * The lane as a function of its records: one record in, one output's bytes out, chained to the one before. Reads no clock,
 * does no I/O; whoever feeds it the same records gets the same bytes. The lane agent, the recovery and the audit run the same one.
 *
 * <p>One thread. After an exception it must not be used any more.
 */
public final class LaneProcessor {
    private final int lane;
    private final OutputEncoder encoder = new OutputEncoder();
    private final MatchingEngine engine = new MatchingEngine(encoder);
    private final InstrumentRegistry instruments = new InstrumentRegistry();
    private final SourceSequences sequences = new SourceSequences();
    private final CommandAdapter adapter = new CommandAdapter(engine, instruments);
    private final OutputChain chain = new OutputChain();
    private long outputSequence;
    private long lastSourceOffset = -1;

    /** A lane that has seen nothing. */
    public LaneProcessor(final int lane) {
        this.lane = lane;
    }

    /**
     * Runs one record of {@code orders} and links its output to the chain.
     *
     * @param sourceOffset offset of the record in its partition.
     * @return length of the output in {@link #output}, from index 0; 0 if the record was seen before.
     * @throws LaneBreachException if the record can't be what comes next; the message names both.
     */
    public int process(final long sourceOffset, final DirectBuffer buffer, final int offset, final int length) {
        final int outputLength = match(sourceOffset, buffer, offset, length);
        if (outputLength > 0) {
            chain.link(encoder.buffer(), 0, outputLength);
        }
        return outputLength;
    }

    /** As {@link #process}, but leaves the output to be linked by {@link #chain}, once and in order, on whatever thread. */
    public int match(final long sourceOffset, final DirectBuffer buffer, final int offset, final int length) {
        try {
            return run(sourceOffset, buffer, offset, length);
        } catch (final RuntimeException ex) {
            throw new LaneBreachException(
                    "lane halted: " + ex.getMessage() + "; at lane=" + lane + " source-offset=" + sourceOffset
                            + " output-sequence=" + outputSequence + " last-source-offset=" + lastSourceOffset,
                    ex);
        }
    }

    private int run(final long sourceOffset, final DirectBuffer buffer, final int offset, final int length) {
        adapter.wrap(buffer, offset, length);
        final LaneStampDecoder stamp = adapter.stamp();
        if (stamp.lane() != lane) {
            throw new LaneBreachException("record is of another lane: found-lane=" + stamp.lane());
        }
        if (!sequences.advance(stamp.shard(), stamp.orderSequence())) {
            return 0;
        }
        encoder.begin(stamp, adapter.templateId(), sourceOffset, outputSequence + 1);
        adapter.run();
        final int outputLength = encoder.finish(adapter.orderId(), adapter.userId(), buffer, offset, length);
        outputSequence++;
        lastSourceOffset = sourceOffset;
        return outputLength;
    }

    /** Bytes of the last output. */
    public DirectBuffer output() {
        return encoder.buffer();
    }

    public int lane() {
        return lane;
    }

    /** Sequence of the last output; 0 if there is none. */
    public long outputSequence() {
        return outputSequence;
    }

    /** SHA-256 of the last output linked; zeros if there is none. The array is overwritten by the next. */
    public byte[] lastHash() {
        return chain.lastHash();
    }

    /** The links between the outputs. */
    public OutputChain chain() {
        return chain;
    }

    /** Offset of the record that the last output is of; -1 if there is none. */
    public long lastSourceOffset() {
        return lastSourceOffset;
    }

    /** The books. For questions, and for what recovery loads. */
    public MatchingEngine engine() {
        return engine;
    }

    /** The instruments as defined. */
    public InstrumentRegistry instruments() {
        return instruments;
    }

    /** Last sequences taken, by shard. */
    public SourceSequences sequences() {
        return sequences;
    }

    /** Takes up a chain; recovery alone calls this, when it has loaded the rest. */
    public void resume(final long outputSequence, final byte[] lastHash, final long lastSourceOffset) {
        this.outputSequence = outputSequence;
        chain.resume(lastHash);
        this.lastSourceOffset = lastSourceOffset;
    }

    /** Where the lane stands, for messages; all of its outputs are linked. */
    public String state() {
        return "output-sequence=" + outputSequence + " output-hash="
                + HexFormat.of().formatHex(lastHash()) + " last-source-offset=" + lastSourceOffset;
    }
}
