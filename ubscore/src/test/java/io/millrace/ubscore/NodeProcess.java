package io.millrace.ubscore;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a JVM of its own, there to be killed. {@link #main} is what runs there. */
final class NodeProcess implements AutoCloseable {
    private static final String READY = "READY";

    private final Path directory;
    private final String settings;
    private final String name;
    private Process process;
    private Path log;
    private int starts;

    /** {@code settings} are HOCON text over the reference configuration; broker and feed may be away. */
    NodeProcess(final Path directory, final String name, final String settings) {
        this.directory = directory;
        this.name = name;
        this.settings = settings;
    }

    void start() throws IOException {
        final Path file = directory.resolve(name + ".conf");
        Files.writeString(file, settings);
        log = directory.resolve(name + "-" + ++starts + ".log");
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens",
                "java.base/java.util.zip=ALL-UNNAMED",
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                file.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Waits until the node says that it is ready; throws with its log if it ends or takes too long. */
    void awaitReady() throws IOException, InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!log().contains(READY)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(
                        "node is not ready name=" + name + " alive=" + process.isAlive() + "\n" + log());
            }
            Thread.sleep(20);
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("node does not end name=" + name);
        }
        return process.exitValue();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** An orderly stop. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    /** Starts a node as its one argument, a configuration file, says. */
    public static void main(final String[] args) throws InterruptedException {
        final Config config = ConfigFactory.parseFile(new File(args[0]))
                .withFallback(ConfigFactory.load())
                .resolve();
        final UbscoreContext context = new UbscoreContext(config);
        final UbscoreMain node = config.getBoolean("test.discard")
                ? UbscoreMain.launch(
                        context, () -> new DiscardingBroker(context.laneCount() + context.partitionCount()))
                : UbscoreMain.launch(config);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        final Thread ready = new Thread(() -> awaitReady(node));
        ready.setDaemon(true);
        ready.start();
        try {
            node.awaitTermination();
        } catch (final IllegalStateException e) {
            System.out.println("HALTED " + e.getMessage());
            Runtime.getRuntime().halt(3);
        }
    }

    private static void awaitReady(final UbscoreMain node) {
        boolean snapshotAsked = false;
        boolean said = false;
        while (true) {
            if (!said && node.isReady()) {
                said = true;
                System.out.println(READY);
            }
            if (said && !snapshotAsked && Boolean.getBoolean("test.snapshot")) {
                snapshotAsked = true;
                node.requestSnapshot();
            }
            try {
                Thread.sleep(10);
            } catch (final InterruptedException e) {
                return;
            }
        }
    }
}
