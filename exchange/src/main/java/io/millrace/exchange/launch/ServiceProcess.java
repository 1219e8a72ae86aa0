package io.millrace.exchange.launch;

import io.millrace.embedded.ChildJvm;
import io.millrace.exchange.Millrace;
import io.millrace.exchange.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of our services in a JVM of its own, with the class path of this one. */
final class ServiceProcess implements ManagedProcess {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final PlannedService service;
    private final String name;
    private final RunDirectory run;
    private final Path configFile;
    private final List<String> jvmFlags;
    private ChildJvm child;

    ServiceProcess(
            final PlannedService service, final RunDirectory run, final Path configFile, final List<String> jvmFlags) {
        this.service = service;
        name = service.name();
        this.run = run;
        this.configFile = configFile;
        this.jvmFlags = jvmFlags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void launch() {
        RunDirectory.delete(run.readyFile(name));
        final List<String> flags = new ArrayList<>(JvmFlags.common());
        flags.add("-XX:ErrorFile=" + run.log(name) + ".hs_err");
        flags.addAll(jvmFlags);
        child = ChildJvm.start(new ChildJvm.Spec(
                name,
                Path.of(System.getProperty("java.home")),
                flags,
                System.getProperty("java.class.path"),
                List.of(
                        Millrace.class.getName(),
                        service.kind().command(),
                        "--effective-config=" + configFile,
                        "--ready-file=" + run.readyFile(name),
                        "--log-file=" + run.log(name)),
                run.workDirectory(name),
                Path.of(run.log(name).toString().replace(".log", ".out")),
                false));
    }

    @Override
    public boolean isAlive() {
        return child != null && child.process().isAlive();
    }

    @Override
    public int exitCode() {
        return child.process().exitValue();
    }

    @Override
    public boolean isReady() {
        try {
            return Files.readString(run.readyFile(name)).trim().equals(Long.toString(child.pid()));
        } catch (final IOException e) {
            return false;
        }
    }

    @Override
    public long pid() {
        return child == null ? 0 : child.pid();
    }

    @Override
    public void stop() {
        child.stop(STOP_TIMEOUT);
    }

    @Override
    public void kill() {
        child.kill();
    }

    @Override
    public Map<String, Integer> ports() {
        return service.ports();
    }

    @Override
    public Path log() {
        return run.log(name);
    }
}
