package io.millrace.exchange.launch;

import io.millrace.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.util.Map;

/** The embedded store under supervision. */
final class StoreProcess implements ManagedProcess {
    private final EmbeddedStore.Builder builder;
    private final int port;
    private final Path log;
    private EmbeddedStore store;

    StoreProcess(final Path dataDir, final int port, final String heap, final Path log) {
        this.builder = EmbeddedStore.builder(dataDir).port(port).heap(heap).logFile(log);
        this.port = port;
        this.log = log;
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public void launch() {
        store = builder.launch();
    }

    @Override
    public boolean isAlive() {
        return store != null && store.child().process().isAlive();
    }

    @Override
    public int exitCode() {
        return store.child().process().exitValue();
    }

    @Override
    public boolean isReady() {
        return store.isReady();
    }

    @Override
    public long pid() {
        return store == null ? 0 : store.pid();
    }

    @Override
    public void stop() {
        store.close();
    }

    @Override
    public void kill() {
        store.kill();
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of("cql", port);
    }

    @Override
    public Path log() {
        return log;
    }
}
