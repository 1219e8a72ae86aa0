package io.millrace.exchange.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process without a process: the test says when it is ready and when it ends. */
final class FakeProcess implements ManagedProcess {
    private final String name;
    private final List<String> history;
    private boolean alive;
    private boolean ready;
    private int exitCode;
    private RuntimeException launchFailure;

    FakeProcess(final String name, final List<String> history) {
        this.name = name;
        this.history = history;
    }

    void becomesReady() {
        ready = true;
    }

    void ends(final int code) {
        alive = false;
        ready = false;
        exitCode = code;
    }

    void failsToLaunch(final RuntimeException failure) {
        launchFailure = failure;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void launch() {
        history.add("launch " + name);
        if (launchFailure != null) {
            throw launchFailure;
        }
        alive = true;
        ready = false;
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    @Override
    public int exitCode() {
        return exitCode;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public void stop() {
        history.add("stop " + name);
        alive = false;
    }

    @Override
    public void kill() {
        history.add("kill " + name);
        alive = false;
        exitCode = 137;
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of();
    }

    @Override
    public Path log() {
        return Path.of(name + ".log");
    }
}
