package io.millrace.exchange.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of one process.
 *
 * @param name      for example {@code gateway}
 * @param state     lower case, see {@code launch.ProcessState}
 * @param pid       process id, 0 when there is none
 * @param startedMs start of the process in Unix milliseconds as the operating system tells it; 0: unknown
 * @param ports     by purpose
 * @param log       log file to read
 * @param restarts  how often it was started again
 */
public record ProcessRecord(
        String name, String state, long pid, long startedMs, Map<String, Integer> ports, Path log, int restarts) {
    /** The system's clock may be corrected between two readings of a start time. */
    private static final long START_TOLERANCE_MS = 2_000;

    /** The process, if it still is the one that was recorded. */
    public Optional<ProcessHandle> alive() {
        return pid == 0 ? Optional.empty() : ProcessHandle.of(pid).filter(this::isSame);
    }

    /** Start of a process in Unix milliseconds, 0 if the system does not say. */
    public static long startedMs(final long pid) {
        return ProcessHandle.of(pid).map(ProcessRecord::startedMs).orElse(0L);
    }

    private static long startedMs(final ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private boolean isSame(final ProcessHandle handle) {
        return handle.isAlive() && Math.abs(startedMs(handle) - startedMs) <= START_TOLERANCE_MS;
    }

    String toJson() {
        return ConfigValueFactory.fromMap(toMap()).render(ConfigRenderOptions.concise());
    }

    /** For JSON; ports in the order of their names. */
    public Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("state", state);
        map.put("pid", pid);
        map.put("startedMs", startedMs);
        map.put("ports", new TreeMap<>(ports));
        map.put("log", log.toString());
        map.put("restarts", restarts);
        return map;
    }

    static ProcessRecord ofJson(final String json) {
        final Config config = ConfigFactory.parseString(json);
        final Map<String, Integer> ports = new TreeMap<>();
        config.getConfig("ports")
                .root()
                .forEach((name, port) -> ports.put(name, ((Number) port.unwrapped()).intValue()));
        return new ProcessRecord(
                config.getString("name"),
                config.getString("state"),
                config.getLong("pid"),
                config.getLong("startedMs"),
                ports,
                Path.of(config.getString("log")),
                config.getInt("restarts"));
    }
}
