package io.millrace.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes as fast as it can, and judges what it left on a real disk. */
class JournalKillTest {
    @Test
    @Timeout(60)
    void shouldLoseNothingAcknowledgedWhenKilled(@TempDir final Path directory) throws Exception {
        kill(directory, 6, 1);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void shouldLoseNothingAcknowledgedWhenKilledManyTimes(@TempDir final Path directory) throws Exception {
        kill(directory, 100, 2);
    }

    private static void kill(final Path directory, final int kills, final long seed) throws Exception {
        final Random random = new Random(seed);
        final Storage storage = FileStorage.of(directory);
        long forced = 0;
        int torn = 0;
        for (int i = 0; i < kills; i++) {
            final long acknowledged = runAndKill(directory, random.nextInt(250), random.nextLong());
            try (Journal journal = Journal.open(Writer.context(storage));
                    JournalReader reader = journal.newReader()) {
                assertTrue(acknowledged >= forced, "acknowledged=" + acknowledged + " forced=" + forced);
                forced = journal.forcedSequence();
                assertTrue(forced >= acknowledged, "acknowledged=" + acknowledged + " forced=" + forced);
                torn += journal.discardedLength() > 0 ? 1 : 0;
                Records.verify(reader);
                journal.purge(forced - 5_000);
            }
        }
        System.out.println("journal kills=" + kills + " torn-tails=" + torn + " records=" + forced);
    }

    /** Returns the last sequence that the writer said was forced before it died. */
    private static long runAndKill(final Path directory, final int afterMs, final long seed) throws Exception {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Writer.class.getName()));
        command.addAll(List.of(directory.toString(), Long.toString(seed)));
        final Process writer =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
            long last = sequence(lines.readLine());
            final var timer = Executors.newSingleThreadScheduledExecutor();
            timer.schedule(() -> writer.toHandle().destroyForcibly(), afterMs, TimeUnit.MILLISECONDS);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line.endsWith(".") ? sequence(line) : last;
            }
            timer.shutdownNow();
            assertEquals(137, writer.waitFor(), "killed by signal 9");
            return last;
        } finally {
            writer.destroyForcibly();
        }
    }

    private static long sequence(final String line) {
        return Long.parseLong(line.substring(0, line.length() - 1));
    }

    /** The process that is killed: prints what is forced, each line closed by a full stop. */
    static final class Writer {
        private Writer() {}

        static JournalContext context(final Storage storage) {
            return new JournalContext()
                    .storage(storage)
                    .segmentLength(1 << 20)
                    .batchLengthMax(1 << 18)
                    .reserveLength(0);
        }

        public static void main(final String[] args) throws IOException {
            final Random random = new Random(Long.parseLong(args[1]));
            try (Journal journal = Journal.open(context(FileStorage.of(Path.of(args[0]))))) {
                while (true) {
                    System.out.println(journal.forcedSequence() + ".");
                    System.out.flush();
                    Records.append(journal, 1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 20));
                    journal.commit();
                }
            }
        }
    }
}
