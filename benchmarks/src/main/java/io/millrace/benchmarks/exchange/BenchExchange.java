package io.millrace.benchmarks.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.Ports;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** A whole exchange of its own, under {@code millrace up}, on free ports. */
final class BenchExchange implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT_COUNT = 12;
    /** Below the ports that the system hands out by itself. */
    private static final int PORT_MIN = 12_000;

    private static final int PORT_MAX = 31_000;
    /** Ticks of the clock that the kernel counts a process's time in. */
    private static final double TICKS_PER_SECOND = 100;
    /** Who writes the store, and who is it. */
    private static final Set<String> WRITERS = Set.of("settlement", "store");

    private final Path root = Path.of(System.getProperty("millrace.root", ""));
    private final Path dataDir;
    private final int base = freeBlock();

    BenchExchange(final Path directory) {
        dataDir = directory.resolve("data");
        final Path file = directory.resolve("exchange.conf");
        try {
            Files.writeString(
                    file,
                    """
                    millrace {
                      ubscore.members = ["127.0.0.1:%d"]
                      gateway.http.port = %d
                      gateway.admin.port = %d
                      feed.engines = [{ lanes = [0, 1, 2, 3], publish = "tcp://127.0.0.1:%d", replay = "tcp://127.0.0.1:%d" }]
                      up.broker.port = %d
                      up.store.port = %d
                    }
                    """
                            .formatted(base, httpPort(), base + 7, base + 8, base + 9, base + 10, base + 11));
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
        millrace("up", "--detach", "--config", file.toString(), "--data-dir", dataDir.toString());
    }

    int httpPort() {
        return base + 6;
    }

    /** As its services have it, for those who listen beside them. */
    Config config() {
        return ConfigFactory.parseString(
                        """
                        millrace {
                          broker.bootstrap = "127.0.0.1:%d"
                          feed.engines = [{ lanes = [0, 1, 2, 3], publish = "tcp://127.0.0.1:%d", replay = "tcp://127.0.0.1:%d" }]
                          store.contact-points = "127.0.0.1:%d"
                        }
                        """
                                .formatted(base + 10, base + 8, base + 9, base + 11))
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    /** Lets settlement and the store have no processor time, or have it again. */
    void halt(final boolean isHalted) {
        processes().forEach((name, pid) -> {
            if (WRITERS.contains(name)) {
                run(List.of("kill", isHalted ? "-STOP" : "-CONT", pid));
            }
        });
    }

    /** Process ids by name. */
    private Map<String, String> processes() {
        final Map<String, String> pids = new TreeMap<>();
        final String status = millrace("status", "--json", "--data-dir", dataDir.toString());
        for (final Config process : ConfigFactory.parseString(status).getConfigList("processes")) {
            pids.put(process.getString("name"), process.getString("pid"));
        }
        return pids;
    }

    /** Seconds that each process has had a core, by its name; empty where the kernel does not tell. */
    Map<String, Double> coreSeconds() {
        final Map<String, Double> seconds = new TreeMap<>();
        for (final Map.Entry<String, String> process : processes().entrySet()) {
            final Path stat = Path.of("/proc", process.getValue(), "stat");
            try {
                // The name in brackets may hold anything; what follows it does not.
                final String text = Files.readString(stat);
                final String[] fields =
                        text.substring(text.lastIndexOf(')') + 2).split(" ");
                seconds.put(
                        process.getKey(), (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
            } catch (final IOException ex) {
                return Map.of();
            }
        }
        return seconds;
    }

    @Override
    public void close() {
        millrace("down", "--data-dir", dataDir.toString());
    }

    private String millrace(final String... arguments) {
        final List<String> command =
                new ArrayList<>(List.of(root.resolve("millrace").toString()));
        command.addAll(Arrays.asList(arguments));
        return run(command);
    }

    private static String run(final List<String> command) {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MILLRACE_JVM_FLAGS");
        try {
            final Process process = builder.start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue() + ":\n" + output);
            }
            return output;
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ex);
        }
    }

    private static int freeBlock() {
        while (true) {
            final int first = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            if (IntStream.range(first, first + PORT_COUNT).noneMatch(BenchExchange::isTaken)) {
                return first;
            }
        }
    }

    private static boolean isTaken(final int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort() != port || Ports.isTaken(LOOPBACK, port);
        } catch (final IOException ex) {
            return true;
        }
    }
}
