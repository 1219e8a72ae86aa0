package io.millrace.exchange.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunDirectoryTest {
    @TempDir
    private Path dataDir;

    private RunDirectory run;

    @BeforeEach
    void createDirectory() {
        run = new RunDirectory(dataDir);
        run.create();
    }

    @Test
    void shouldReadWhatWasWritten() {
        final ProcessRecord record = new ProcessRecord(
                "gateway", "ready", 42, 7_000, Map.of("http", 3001, "admin", 3002), Path.of("/x/\"y\".log"), 3);
        run.write(record);
        run.write(record(RunDirectory.SUPERVISOR, 1, 1));
        assertEquals(Optional.of(record), run.read("gateway"));
        assertEquals(List.of(record), run.processes());
        assertEquals(Optional.empty(), run.read("ubscore"));
    }

    @Test
    void shouldIgnoreAHalfWrittenRecord() throws IOException {
        Files.writeString(dataDir.resolve("run/gateway.json"), "{\"name\":\"gatew");
        assertEquals(List.of(), run.processes());
    }

    @Test
    void shouldEndALeftoverButNotAStrangerWithItsProcessId() throws Exception {
        final Process process = new ProcessBuilder("sleep", "60").start();
        try {
            final long startedMs = ProcessRecord.startedMs(process.pid());
            run.write(record("gateway", process.pid(), startedMs - 60_000));
            assertEquals(List.of(), Leftovers.of(run));
            final ProcessRecord own = record("gateway", process.pid(), startedMs);
            run.write(own);
            assertEquals(List.of(own), Leftovers.of(run));
            assertTrue(Leftovers.end(own));
            assertFalse(process.isAlive());
            assertEquals(List.of(), Leftovers.of(run));
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessRecord record(final String name, final long pid, final long startedMs) {
        return new ProcessRecord(name, "ready", pid, startedMs, Map.of(), Path.of("log"), 0);
    }
}
