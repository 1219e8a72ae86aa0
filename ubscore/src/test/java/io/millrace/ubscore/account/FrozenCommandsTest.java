package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.ReplyPublisher;
import io.millrace.ubscore.ingress.CommandAdapter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A log as the first release wrote it, one command of each kind at least, read by today's code: the same is said, line by line. The
 * file never changes; a later schema version adds a file of its own.
 */
class FrozenCommandsTest {
    private static final String FIRST = "/commands-v0.txt";
    private static final String LATER = "/commands-v0-later.txt";
    private static final long START_US = 1_767_225_600_000_000L;

    private final Lines lines = new Lines();
    private final Outbox outbox = new Outbox(4, 4, new OutboxBounds(1 << 20, 64 << 20, 20 << 20));
    private final ReplyPublisher replies = new ReplyPublisher();
    private final CoreEgress egress = new CoreEgress(outbox, replies);
    private final BalanceCore core = new BalanceCore(Exchange.config(), outbox, toBoth());
    private final CommandAdapter adapter = new CommandAdapter(core, outbox, replies);
    private long nowUs = START_US;

    /** What is said is written down, and goes where it goes in production. */
    private CoreListener toBoth() {
        return (CoreListener) Proxy.newProxyInstance(
                CoreListener.class.getClassLoader(),
                new Class<?>[] {CoreListener.class},
                (proxy, method, arguments) -> {
                    method.invoke(lines, arguments);
                    return method.invoke(egress, arguments);
                });
    }

    /** A command as it stood in the log, and what was said when it was applied. */
    private record Sample(String name, byte[] bytes, List<String> said) {}

    private static List<Sample> samples(final String file) throws IOException {
        final List<Sample> samples = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(FrozenCommandsTest.class.getResourceAsStream(file), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("  ")) {
                    samples.get(samples.size() - 1).said.add(line.substring(2));
                } else {
                    final int space = line.indexOf(' ');
                    samples.add(new Sample(
                            line.substring(0, space),
                            HexFormat.of().parseHex(line.substring(space + 1)),
                            new ArrayList<>()));
                }
            }
        }
        return samples;
    }

    private static List<Sample> all() throws IOException {
        final List<Sample> all = new ArrayList<>(samples(FIRST));
        all.addAll(samples(LATER));
        return all;
    }

    private List<String> apply(final byte[] bytes) {
        adapter.onMessage(null, ++nowUs, new UnsafeBuffer(bytes), 0, bytes.length);
        return lines.take();
    }

    @Test
    void shouldReadALogOfTheFirstVersion() throws IOException {
        final List<Sample> samples = samples(FIRST);
        for (final Sample sample : samples) {
            assertEquals(sample.said, apply(sample.bytes), sample.name);
        }
        assertEquals(0, adapter.droppedCount());
        assertEquals(2, core.orderSequenceAcknowledged(0));
        assertEquals(4, core.eventSequenceAcknowledged(1));
        assertEquals(9, core.operationOffset(1));
        assertEquals(21, samples.stream().map(Sample::name).distinct().count());
    }

    /** Commands that came before the schema's version was raised for the first time. */
    @Test
    void shouldReadWhatWasAddedToTheFirstVersion() throws IOException {
        for (final Sample sample : samples(LATER)) {
            assertEquals(sample.said, apply(sample.bytes), sample.name);
        }
        assertEquals(0, adapter.droppedCount());
        assertEquals(5, core.operationOffset(1));
    }

    @Test
    void shouldPassOverWhatIsCutShortOrAltered() throws IOException {
        for (final Sample sample : all()) {
            for (int length = 0; length < sample.bytes.length; length++) {
                final byte[] cut = Arrays.copyOf(sample.bytes, length);
                assertTrue(apply(cut).isEmpty(), sample.name);
            }
            for (int at = 0; at < sample.bytes.length; at++) {
                final byte[] bad = sample.bytes.clone();
                bad[at] ^= 1 << at % 8;
                assertTrue(apply(bad).isEmpty(), sample.name);
            }
        }
        assertEquals(0, core.coreSequence());
    }

    /** The trailer fits, the block is a byte shorter than the first version's: no command of ours. */
    @Test
    void shouldPassOverABlockThatIsShorterThanAnyVersionHad() throws IOException {
        for (final Sample sample : all()) {
            assertTrue(apply(resized(sample.bytes, -1, 0)).isEmpty(), sample.name);
        }
        assertEquals(0, core.coreSequence());
    }

    @Test
    void shouldRefuseACommandWithMoreInItThanIsKnown() throws IOException {
        for (final Sample sample : all()) {
            final byte[] newer = resized(sample.bytes, 8, 1);
            if (sample.name.matches("Apply.*|Acknowledge.*|Skip.*")) {
                final BreachException breach = assertThrows(BreachException.class, () -> apply(newer));
                assertTrue(breach.getMessage().startsWith("command of a newer schema templateId="), sample.name);
            } else {
                final long refused = adapter.refusedCount();
                assertTrue(apply(newer).isEmpty(), sample.name);
                assertEquals(refused + 1, adapter.refusedCount(), sample.name);
            }
        }
        assertEquals(0, core.coreSequence());
    }

    /** The same command with so many bytes more or less at the end of its block, sealed anew. */
    private static byte[] resized(final byte[] sealed, final int more, final int newer) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(new UnsafeBuffer(sealed), 0);
        final int blockEnd = MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        final byte[] bytes = new byte[sealed.length + more];
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        buffer.putBytes(0, sealed, 0, Math.min(blockEnd, blockEnd + more));
        final int rest = sealed.length - CommandFrame.TRAILER_LENGTH - blockEnd;
        buffer.putBytes(blockEnd + more, sealed, blockEnd, rest);
        new MessageHeaderEncoder()
                .wrap(buffer, 0)
                .blockLength(header.blockLength() + more)
                .version(header.version() + newer);
        new CommandFrame().seal(buffer, 0, bytes.length - CommandFrame.TRAILER_LENGTH);
        return bytes;
    }
}
