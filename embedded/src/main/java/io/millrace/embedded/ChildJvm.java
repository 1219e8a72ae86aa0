package io.millrace.embedded;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One child JVM: started through {@link ChildMain}, its output appended to a log file, ended by SIGTERM and, if that
 * does not help, by SIGKILL. Unless it was started detached it ends by itself once this process is gone. Thread-safe
 * once started.
 */
public final class ChildJvm implements AutoCloseable {
    /** Makes the child a session of its own, in the same process: Ctrl-C then reaches us alone, and we stop it in order. */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final long POLL_INTERVAL_MS = 50;
    /** A log above this is set aside as {@code .1} at the next start, so that it can't grow without bound over restarts. */
    private static final long LOG_BYTES_MAX = 16L << 20;
    /** Enough to see why a process ended, little enough for a message. */
    private static final int LOG_TAIL_LINES = 12;

    private final Spec spec;
    private final Process process;

    private ChildJvm(final Spec spec, final Process process) {
        this.spec = spec;
        this.process = process;
    }

    /**
     * What to start.
     *
     * @param name      in messages
     * @param javaHome  JDK or JRE of the child
     * @param jvmFlags  before the class path
     * @param classPath as {@code -cp} takes it; {@link ChildMain}'s own place is added
     * @param mainClass and its {@code arguments}
     * @param directory working directory, created; also holds {@code .lock}
     * @param logFile   gets standard output and standard error
     * @param detached  whether the child lives on when this process ends
     */
    public record Spec(
            String name,
            Path javaHome,
            List<String> jvmFlags,
            String classPath,
            List<String> mainClass,
            Path directory,
            Path logFile,
            boolean detached) {}

    /** Starts the process and returns at once; throws {@link EmbeddedException} if the JVM can't be executed. */
    public static ChildJvm start(final Spec spec) {
        final List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(spec.javaHome.resolve("bin").resolve("java").toString());
        command.addAll(spec.jvmFlags);
        command.add("-cp");
        command.add(ownPlace() + File.pathSeparator + spec.classPath);
        command.add(ChildMain.class.getName());
        command.add(spec.directory.resolve(".lock").toString());
        command.add(Boolean.toString(!spec.detached));
        command.addAll(spec.mainClass);
        try {
            Files.createDirectories(spec.directory);
            Files.createDirectories(spec.logFile.toAbsolutePath().getParent());
            setAsideLargeLog(spec.logFile);
            final ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(spec.directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.logFile.toFile()));
            if (spec.detached) {
                builder.redirectInput(new File("/dev/null"));
            }
            return new ChildJvm(spec, builder.start());
        } catch (final IOException e) {
            throw new EmbeddedException(
                    "can't start process name=" + spec.name + " java=" + spec.javaHome + " log=" + spec.logFile, e);
        }
    }

    /** Waits until the probe is true; throws {@link EmbeddedException}, the process ended, if it dies or takes too long. */
    public void awaitReady(final BooleanSupplier probe, final Duration timeout) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (!probe.getAsBoolean()) {
            if (!process.isAlive()) {
                throw failure("process ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() - deadlineNs > 0) {
                kill();
                throw failure("process did not answer within " + timeout.toSeconds() + " s");
            }
            sleep();
        }
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Where its output goes. */
    public Path logFile() {
        return spec.logFile;
    }

    /** The process itself, for exit codes and {@code onExit}. */
    public Process process() {
        return process;
    }

    /** SIGKILL, and waits for the end: nothing is flushed, no hook runs. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGTERM, then SIGKILL when it is still there after {@code timeout}. */
    public void stop(final Duration timeout) {
        process.destroy();
        if (!awaitExit(timeout)) {
            kill();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    private boolean awaitExit(final Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private EmbeddedException failure(final String what) {
        return new EmbeddedException(what + " name=" + spec.name + " log=" + spec.logFile + "\n" + logTail());
    }

    private String logTail() {
        try {
            final List<String> lines = Files.readAllLines(spec.logFile);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (final IOException e) {
            return "log can't be read: " + e;
        }
    }

    private void sleep() {
        try {
            Thread.sleep(POLL_INTERVAL_MS);
        } catch (final InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw failure("interrupted while waiting for the process");
        }
    }

    private static void setAsideLargeLog(final Path logFile) throws IOException {
        if (Files.exists(logFile) && Files.size(logFile) > LOG_BYTES_MAX) {
            Files.move(logFile, Path.of(logFile + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String ownPlace() {
        try {
            return Path.of(ChildMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (final URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
