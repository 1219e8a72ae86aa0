package io.millrace.feed;

import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.ListInstrumentEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** A lane's outputs in memory: makes the next of the chain, keeps all, serves ranges. Any thread. */
final class ScriptedLane implements OutputSource {
    final int lane;
    private final List<byte[]> outputs = new ArrayList<>();
    private final List<byte[]> hashes = new ArrayList<>();
    private final OutputHash sha = new OutputHash();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[FeedFrames.OUTPUT_LENGTH_MAX + 1024]);
    private long earliest = 1;

    ScriptedLane(final int lane) {
        this.lane = lane;
    }

    /** Appends an output whose command is {@code commandLength} random bytes, and that changes some price levels. */
    synchronized byte[] append(final int commandLength, final Random random) {
        final byte[] command = new byte[commandLength];
        random.nextBytes(command);
        return append(0, command, random);
    }

    /** Appends the output of a ListInstrument. */
    synchronized byte[] list(final int instrumentId, final String symbol) {
        final byte[] command = new byte[MessageHeaderEncoder.ENCODED_LENGTH + ListInstrumentEncoder.BLOCK_LENGTH];
        final ListInstrumentEncoder encoder = new ListInstrumentEncoder();
        encoder.wrapAndApplyHeader(new UnsafeBuffer(command), 0, new MessageHeaderEncoder());
        encoder.instrument().instrumentId(instrumentId).symbol(symbol);
        return append(ListInstrumentEncoder.TEMPLATE_ID, command, new Random(instrumentId));
    }

    private byte[] append(final int template, final byte[] command, final Random random) {
        final EngineOutputEncoder encoder = new EngineOutputEncoder();
        encoder.wrapAndApplyHeader(scratch, 0, new MessageHeaderEncoder())
                .lane(lane)
                .commandTemplateId(template)
                .outcome(Outcome.ACCEPTED)
                .instrumentId(1)
                .lastPrice(random.nextInt(100))
                .outputSequence(outputs.size() + 1)
                .putPreviousHash(hash(outputs.size()), 0, FeedFrames.HASH_LENGTH);
        if (random.nextBoolean()) {
            encoder.tradesCount(1).next().tradeId(outputs.size());
        } else {
            encoder.tradesCount(0);
        }
        encoder.ordersCount(0);
        final int levelCount = random.nextInt(4);
        final EngineOutputEncoder.LevelsEncoder levels = encoder.levelsCount(levelCount);
        for (int i = 0; i < levelCount; i++) {
            levels.next()
                    .instrumentId(1 + random.nextInt(2))
                    .side(random.nextBoolean() ? Side.BUY : Side.SELL)
                    .price(1 + random.nextInt(40))
                    .quantity(random.nextInt(3))
                    .orderCount(random.nextInt(5));
        }
        encoder.deltasCount(0);
        encoder.putCommand(command, 0, command.length);
        final byte[] output = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        scratch.getBytes(0, output);
        final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
        sha.hash(new UnsafeBuffer(output), 0, output.length, hash, 0);
        outputs.add(output);
        hashes.add(hash);
        return output;
    }

    /** Appends outputs and publishes them, a message each {@code perMessage} of them. */
    void publish(final LanePublication publication, final int count, final int perMessage, final Random random) {
        for (int i = 1; i <= count; i++) {
            final byte[] output = append(random.nextInt(300), random);
            publication.offer(head().sequence(), new UnsafeBuffer(output), 0, output.length, head().hash());
            if (i % perMessage == 0) {
                publication.flush();
            }
        }
        publication.flush();
    }

    synchronized byte[] output(final long sequence) {
        return outputs.get((int) sequence - 1);
    }

    /** Zeros for 0. */
    synchronized byte[] hash(final long sequence) {
        return sequence == 0 ? new byte[FeedFrames.HASH_LENGTH] : hashes.get((int) sequence - 1);
    }

    synchronized LaneStart head() {
        return new LaneStart(outputs.size(), hash(outputs.size()));
    }

    synchronized void purgeBefore(final long sequence) {
        earliest = sequence;
    }

    @Override
    public Ownership ownership(final int asked) {
        return asked == lane ? Ownership.OWNER : Ownership.UNKNOWN;
    }

    @Override
    public synchronized long earliestSequence(final int asked) {
        return earliest;
    }

    @Override
    public synchronized long headSequence(final int asked) {
        return outputs.size();
    }

    @Override
    public int read(final int asked, final long fromSequence, final OutputConsumer consumer) {
        int count = 0;
        for (long sequence = fromSequence; sequence <= headSequence(asked); sequence++) {
            final byte[] output = output(sequence);
            if (!consumer.onOutput(sequence, new UnsafeBuffer(output), 0, output.length)) {
                break;
            }
            count++;
        }
        return count;
    }
}
