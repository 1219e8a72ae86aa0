package io.millrace.exchange.launch;

import io.millrace.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;

/** The embedded broker under supervision. */
final class BrokerProcess implements ManagedProcess {
    private final EmbeddedBroker.Builder builder;
    private final int port;
    private final Path log;
    private EmbeddedBroker broker;

    BrokerProcess(final Path dataDir, final int port, final String heap, final Path log) {
        this.builder = EmbeddedBroker.builder(dataDir).port(port).heap(heap).logFile(log);
        this.port = port;
        this.log = log;
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public void launch() {
        broker = builder.launch();
    }

    @Override
    public boolean isAlive() {
        return broker != null && broker.child().process().isAlive();
    }

    @Override
    public int exitCode() {
        return broker.child().process().exitValue();
    }

    @Override
    public boolean isReady() {
        return broker.isReady();
    }

    @Override
    public long pid() {
        return broker == null ? 0 : broker.pid();
    }

    @Override
    public void stop() {
        broker.close();
    }

    @Override
    public void kill() {
        broker.kill();
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of("kafka", port);
    }

    @Override
    public Path log() {
        return log;
    }
}
