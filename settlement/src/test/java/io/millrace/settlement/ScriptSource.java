package io.millrace.settlement;

import io.millrace.feed.OutputHash;
import io.millrace.settlement.ingress.ChainRecordDecoder;
import io.millrace.settlement.ingress.EventIntake;
import io.millrace.settlement.ingress.EventSource;
import io.millrace.settlement.ingress.OutputDecoder;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Hands a script's outputs or records on from given places, in random portions, now and then one again. */
final class ScriptSource implements EventSource {
    private static final int PORTION_MAX = 7;

    private final ExchangeScript script;
    private final Stream stream;
    private final int[] next;
    private final Random random;
    private final OutputDecoder outputDecoder = new OutputDecoder();
    private final RecordDecoder recordDecoder = new RecordDecoder();
    private final ChainRecordDecoder chainDecoder = new ChainRecordDecoder();
    private final OutputHash sha = new OutputHash();
    final TreeMap<Integer, Long> durable = new TreeMap<>();

    ScriptSource(
            final ExchangeScript script, final Stream stream, final List<StreamPosition> from, final Random random) {
        this.script = script;
        this.stream = stream;
        this.random = random;
        next = from.stream()
                .mapToInt(
                        position -> (int) (stream == Stream.ENGINE ? position.sequence() : position.recordOffset() + 1))
                .toArray();
    }

    private List<List<byte[]>> events() {
        return switch (stream) {
            case ENGINE -> script.outputs;
            case BALANCE_EVENTS -> script.records;
            case CHAIN_EVENTS -> script.chainRecords;
        };
    }

    @Override
    public int poll(final long nowNs, final EventIntake intake) {
        int count = 0;
        for (int part = 0; part < next.length; part++) {
            for (int portion = random.nextInt(PORTION_MAX); portion > 0 && intake.hasRoom(); portion--) {
                if (next[part] > 0 && random.nextInt(20) == 0) {
                    next[part]--;
                }
                if (next[part] < events().get(part).size()) {
                    if (!deliver(part, next[part], intake)) {
                        break;
                    }
                    next[part]++;
                    count++;
                }
            }
        }
        return count;
    }

    /** False: it must be brought again. */
    private boolean deliver(final int part, final int index, final EventIntake intake) {
        final byte[] bytes = events().get(part).get(index);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        if (stream == Stream.ENGINE) {
            final byte[] hash = new byte[StreamPosition.HASH_LENGTH];
            sha.hash(buffer, 0, bytes.length, hash, 0);
            intake.onOutput(outputDecoder.decode(buffer, 0, bytes.length, hash));
        } else if (stream == Stream.BALANCE_EVENTS) {
            intake.onRecord(recordDecoder.decode(buffer, 0), index);
        } else {
            return intake.onChainRecord(chainDecoder.decode(buffer, 0), part, index);
        }
        return true;
    }

    boolean isDone() {
        for (int part = 0; part < next.length; part++) {
            if (next[part] < events().get(part).size()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void onDurable(final StreamPosition position) {
        if (position.stream() == stream) {
            durable.put(position.part(), position.sequence());
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
