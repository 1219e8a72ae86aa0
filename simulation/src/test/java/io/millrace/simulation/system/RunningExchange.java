package io.millrace.simulation.system;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.Ports;
import io.millrace.exchange.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An exchange under {@code ./millrace up}, on ports that were free when it was made. One thread. */
final class RunningExchange implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int OTHER_PORT_COUNT = 6;
    private static final int UBSCORE_PORT_COUNT = 6;
    private static final int PORTS_PER_NODE = 10;
    private static final int PORTS_PER_SHARD = 100;
    /** Below the ports that the system hands out by itself. */
    private static final int PORT_MIN = 12_000;

    private static final int PORT_MAX = 31_000;

    private final Path root = root();
    private final Path dataDir;
    private final Path configFile;
    private final int ubscoreNodes;
    private final int ubscoreShards;
    private final int httpPort;
    private final int storePort;
    private final int ubscorePort;

    RunningExchange(final Path directory) {
        this(directory, 1, 1, "");
    }

    /** With more configuration behind its own. */
    RunningExchange(final Path directory, final String more) {
        this(directory, 1, 1, more);
    }

    /** With so many nodes in each of so many clusters of UBSCore. */
    RunningExchange(final Path directory, final int ubscoreNodes, final int ubscoreShards) {
        this(directory, ubscoreNodes, ubscoreShards, "");
    }

    private RunningExchange(final Path directory, final int ubscoreNodes, final int ubscoreShards, final String more) {
        this.ubscoreNodes = ubscoreNodes;
        this.ubscoreShards = ubscoreShards;
        dataDir = directory.resolve("data");
        configFile = directory.resolve("exchange.conf");
        httpPort = freeBlock(OTHER_PORT_COUNT
                + PORTS_PER_SHARD * (ubscoreShards - 1)
                + PORTS_PER_NODE * (ubscoreNodes - 1)
                + UBSCORE_PORT_COUNT);
        storePort = httpPort + 5;
        ubscorePort = httpPort + OTHER_PORT_COUNT;
        write(
                configFile,
                """
                millrace {
                  ubscore.members = ["127.0.0.1:%d"]
                  gateway.http.port = %d
                  gateway.admin.port = %d
                  feed.engines = [{ lanes = [0, 1, 2, 3], publish = "tcp://127.0.0.1:%d", replay = "tcp://127.0.0.1:%d" }]
                  up.broker.port = %d
                  up.store.port = %d
                  up.start-timeout = 600s
                }
                """
                                .formatted(
                                        ubscorePort,
                                        httpPort,
                                        httpPort + 1,
                                        httpPort + 2,
                                        httpPort + 3,
                                        httpPort + 4,
                                        storePort)
                        + more);
    }

    String httpAddress() {
        return "http://" + LOOPBACK + ":" + httpPort;
    }

    /** Where operators ask. */
    String adminAddress() {
        return "http://" + LOOPBACK + ":" + (httpPort + 1);
    }

    int brokerPort() {
        return storePort - 1;
    }

    int storePort() {
        return storePort;
    }

    /** First port of each node of a shard of UBSCore. */
    List<Integer> ubscorePorts(final int shard) {
        return IntStream.range(0, ubscoreNodes)
                .mapToObj(node -> ubscorePort + PORTS_PER_SHARD * shard + PORTS_PER_NODE * node)
                .toList();
    }

    /** {@code millrace up --detach}; throws with all that it said if it does not become ready. */
    void up() {
        final Result result = millrace(
                "up",
                "--detach",
                "--config=" + configFile,
                "--data-dir=" + dataDir,
                "--ubscore-nodes=" + ubscoreNodes,
                "--ubscore-shards=" + ubscoreShards);
        System.out.println(result.output);
        if (result.exitCode != 0) {
            throw new AssertionError("up ended with " + result.exitCode + "\n" + result.output + logs());
        }
    }

    void down() {
        final Result result = millrace("down", "--data-dir", dataDir.toString());
        if (result.exitCode != 0) {
            throw new AssertionError("down ended with " + result.exitCode + "\n" + result.output);
        }
    }

    /** What it answers to a second start on the same data. */
    Result upAgain() {
        return millrace("up", "--config", configFile.toString(), "--data-dir", dataDir.toString());
    }

    /** {@code millrace audit}: recomputes everything that this exchange says. */
    Result audit() {
        return millrace("audit", "--data-dir", dataDir.toString());
    }

    /** The same without the store's rows. */
    Result auditWithoutStore() {
        return millrace("audit", "--no-store", "--data-dir", dataDir.toString());
    }

    Path dataDir() {
        return dataDir;
    }

    /** Names of what a directory has, looked at anew each time. */
    record Directory(Path path) {
        List<String> names() {
            final String[] names = path.toFile().list();
            return names == null ? List.of() : Arrays.stream(names).sorted().toList();
        }
    }

    /** State of each process as {@code millrace status --json} tells it. */
    Map<String, ProcessStatus> status() {
        final Result result = millrace("status", "--json", "--data-dir", dataDir.toString());
        final Map<String, ProcessStatus> processes = new TreeMap<>();
        for (final Config process : ConfigFactory.parseString(result.output).getConfigList("processes")) {
            processes.put(
                    process.getString("name"),
                    new ProcessStatus(
                            process.getLong("pid"), process.getString("state"), Path.of(process.getString("log"))));
        }
        return processes;
    }

    /** The same for one process, from the file behind it: quick enough to be polled. */
    ProcessStatus status(final String name) {
        return new RunDirectory(dataDir)
                .read(name)
                .map(record ->
                        new ProcessStatus(record.alive().isPresent() ? record.pid() : 0, record.state(), record.log()))
                .orElseThrow();
    }

    /** SIGKILL to the processes named, all in one call. */
    void kill(final String... names) {
        kill(Arrays.stream(names).map(name -> status(name).pid).toList());
    }

    /** SIGKILL to everything at once, the supervisor included. */
    void killAll() {
        kill(status().values().stream().map(ProcessStatus::pid).toList());
    }

    /** SIGSTOP: it is there and says nothing. */
    void pause(final String name) {
        signal("-STOP", name);
    }

    void resume(final String name) {
        signal("-CONT", name);
    }

    private void signal(final String signal, final String name) {
        run(new ProcessBuilder("kill", signal, Long.toString(status(name).pid)));
    }

    private static void kill(final List<Long> pids) {
        final List<String> command = new ArrayList<>(List.of("kill", "-9"));
        pids.stream().filter(pid -> pid > 0).forEach(pid -> command.add(Long.toString(pid)));
        run(new ProcessBuilder(command));
        for (final long pid : pids) {
            Await.until(
                    "process is gone pid=" + pid, () -> ProcessHandle.of(pid).isEmpty());
        }
    }

    /** Whether all of it is ready, as {@code millrace status} tells it. */
    boolean isReady() {
        return status().values().stream().allMatch(process -> process.state.equals("ready") && process.pid > 0);
    }

    @Override
    public void close() {
        down();
    }

    /** Last lines of every log, for a failure's message. */
    String logs() {
        return status().entrySet().stream()
                .map(entry -> "\n--- " + entry.getKey() + "\n" + tail(entry.getValue().log))
                .collect(Collectors.joining());
    }

    record ProcessStatus(long pid, String state, Path log) {}

    record Result(int exitCode, String output) {}

    private Result millrace(final String... arguments) {
        final List<String> command =
                new ArrayList<>(List.of(root.resolve("millrace").toString()));
        command.addAll(Arrays.asList(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MILLRACE_BUILD", "never");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return run(builder);
    }

    private static Result run(final ProcessBuilder builder) {
        try {
            final Process process = builder.start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String tail(final Path log) {
        try {
            final List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (final IOException e) {
            return e.toString();
        }
    }

    static int freeBlock(final int count) {
        while (true) {
            final int base = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            if (IntStream.range(base, base + count).noneMatch(RunningExchange::isTaken)) {
                return base;
            }
        }
    }

    private static boolean isTaken(final int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort() != port || Ports.isTaken(LOOPBACK, port);
        } catch (final IOException e) {
            return true;
        }
    }

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(directory.resolve("millrace"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static void write(final Path file, final String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
