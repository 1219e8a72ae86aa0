package io.millrace.ubscore;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.ubscore.egress.DiscardingOutboxBroker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;

/** A node in a JVM of its own, there to be killed. {@link #main} is what runs there. */
final class NodeProcess implements AutoCloseable {
    private static final String READY = "READY";

    private final Path directory;
    private final String settings;
    private final String name;
    /** Memory where there is some: emptied by the node itself at each start, by this at the end. */
    private final File aeronDir;

    private Process process;
    private Path log;
    private int starts;

    /** {@code settings} are HOCON text over the reference configuration; broker and feed may be away. */
    NodeProcess(final Path directory, final String name, final String settings) {
        this.directory = directory;
        this.name = name;
        aeronDir = new File(
                Files.isDirectory(Path.of("/dev/shm")) ? Path.of("/dev/shm").toFile() : directory.toFile(),
                "millrace-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        this.settings = settings + "millrace.ubscore.aeron-dir = \"" + aeronDir + "\"\n";
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
        await(() -> log().contains(READY), "ready");
    }

    boolean isReadyWithin(final long durationMs) throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(durationMs);
        while (!log().contains(READY) && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(20);
        }
        return log().contains(READY);
    }

    /** Takes a snapshot and waits for it; the node leads. */
    void snapshot() throws IOException, InterruptedException {
        final int before = snapshotCount();
        Files.createFile(directory.resolve(name + ".conf.snapshot"));
        await(() -> snapshotCount() > before, "snapshot");
    }

    private int snapshotCount() throws IOException {
        return log().split("snapshot written", -1).length;
    }

    /** Something that becomes true. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(final Condition condition, final String what) throws IOException, InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("node does not get there what=" + what + " name=" + name + " alive="
                        + process.isAlive() + "\n" + log());
            }
            Thread.sleep(20);
        }
    }

    /** Whether this start found an end of a recording that it had to cut off. */
    boolean hasRepaired() throws IOException {
        return log().contains("torn end of recording cut off");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(final int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
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

    /** SIGSTOP for so long, then SIGCONT: what a machine that sleeps does to it. */
    void suspend(final long durationMs) throws IOException, InterruptedException {
        signal("-STOP");
        Thread.sleep(durationMs);
        signal("-CONT");
    }

    private void signal(final String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
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
        IoUtil.delete(aeronDir, true);
        IoUtil.delete(new File(aeronDir + "-marks"), true);
    }

    /** Starts a node as its one argument, a configuration file, says. */
    public static void main(final String[] args) throws InterruptedException {
        final Config config = ConfigFactory.parseFile(new File(args[0]))
                .withFallback(ConfigFactory.load())
                .resolve();
        final UbscoreContext context = new UbscoreContext(config);
        final UbscoreMain node = config.getBoolean("test.discard")
                ? UbscoreMain.launch(
                        context, () -> new DiscardingOutboxBroker(context.laneCount() + context.partitionCount()))
                : UbscoreMain.launch(config);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        final Thread watch = new Thread(() -> watch(node, Path.of(args[0] + ".snapshot")));
        watch.setDaemon(true);
        watch.start();
        try {
            node.awaitTermination();
        } catch (final NodeFaultException e) {
            System.out.println("FAULT " + e.getMessage());
            Runtime.getRuntime().halt(1);
        } catch (final IllegalStateException e) {
            System.out.println("HALTED " + e.getMessage());
            Runtime.getRuntime().halt(3);
        }
    }

    /** Says when the node is ready, and asks for a snapshot when a file of that name turns up. */
    private static void watch(final UbscoreMain node, final Path snapshotFile) {
        boolean said = false;
        try {
            while (true) {
                if (!said && node.isReady()) {
                    said = true;
                    System.out.println(READY);
                }
                if (Files.deleteIfExists(snapshotFile)) {
                    node.requestSnapshot();
                }
                Thread.sleep(10);
            }
        } catch (final IOException | InterruptedException e) {
            System.out.println("watch ended " + e);
        }
    }
}
