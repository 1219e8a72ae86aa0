package io.millrace.benchmarks.core;

import io.millrace.ubscore.UbscoreContext;
import io.millrace.ubscore.UbscoreMain;
import io.millrace.ubscore.egress.DiscardingOutboxBroker;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** UBSCore in a process of its own, there to be killed; {@link #main} is what runs there. It ends with whoever started it. */
final class NodeChild implements AutoCloseable {
    private static final String READY = "READY";
    private static final String SNAPSHOT = "snapshot";
    private static final long PATIENCE_S = 180;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private NodeChild(final Process process) {
        this.process = process;
        final Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it on a directory; its heap as {@code -Xmx} takes it. */
    static NodeChild start(final Path dir, final String heap, final int port, final int rows) {
        final List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        final List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        Stream.of("java.base/jdk.internal.misc", "java.base/sun.nio.ch", "java.base/java.util.zip")
                .forEach(opened -> command.addAll(List.of("--add-opens", opened + "=ALL-UNNAMED")));
        flags.stream().filter(flag -> flag.startsWith("-XX:+Use")).forEach(command::add);
        command.addAll(List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                NodeChild.class.getName(),
                dir.toString(),
                Integer.toString(port),
                Integer.toString(rows)));
        try {
            return new NodeChild(new ProcessBuilder(command)
                    .redirectError(new File(dir + ".log"))
                    .start());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (final IOException e) {
            lines.add("gone " + e);
        }
    }

    /** Waits until it takes commands. */
    void awaitReady() {
        await(READY);
    }

    /** Asks for a snapshot. */
    void requestSnapshot() {
        try {
            process.getOutputStream().write((SNAPSHOT + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the snapshot that was asked for is written. */
    void awaitSnapshot() {
        await(SNAPSHOT);
    }

    private void await(final String word) {
        try {
            for (String line = ""; !word.equals(line); ) {
                line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (line == null || !process.isAlive()) {
                    throw new IllegalStateException("node does not get there awaited=" + word);
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** kill -9. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** A node on a directory and a port: says when it is ready, and takes a snapshot for each line that it is told. */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final UbscoreContext context = new UbscoreContext(BenchNode.config(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])));
        final UbscoreMain node = UbscoreMain.launch(
                context, () -> new DiscardingOutboxBroker(context.laneCount() + context.partitionCount()));
        while (!node.isReady()) {
            Thread.sleep(1);
        }
        System.out.println(READY);
        final BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (SNAPSHOT.equals(told.readLine())) {
            final long before = node.snapshotCount();
            node.requestSnapshot();
            while (node.snapshotCount() == before) {
                Thread.sleep(1);
            }
            System.out.println(SNAPSHOT);
        }
        Runtime.getRuntime().halt(1);
    }
}
