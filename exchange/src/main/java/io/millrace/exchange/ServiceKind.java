package io.millrace.exchange;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The services, in the order of their start. */
public enum ServiceKind {
    UBSCORE("ubscore", false, Launchers::ubscore, ServicePorts::ubscore),
    ENGINE("matching-engine", false, Launchers::engine, ServicePorts::engine),
    SETTLEMENT("settlement", true, Launchers::settlement, config -> Map.of()),
    GATEWAY("gateway", true, Launchers::gateway, ServicePorts::gateway),
    CHAIN("chain", false, Launchers::chain, ServicePorts::chain);

    private final String command;
    private final boolean needsStore;
    private final Function<Config, Service> launcher;
    private final Function<Config, Map<String, Integer>> ports;

    ServiceKind(
            final String command,
            final boolean needsStore,
            final Function<Config, Service> launcher,
            final Function<Config, Map<String, Integer>> ports) {
        this.command = command;
        this.needsStore = needsStore;
        this.launcher = launcher;
        this.ports = ports;
    }

    /** Its name: as a command, as a process and of its log file. */
    public String command() {
        return command;
    }

    /** Whether it is of no use before the store is there. */
    public boolean needsStore() {
        return needsStore;
    }

    /** Launches it in this JVM. */
    public Service launch(final Config config) {
        return launcher.apply(config);
    }

    /** The ports that it listens on under this configuration, by purpose. */
    public Map<String, Integer> ports(final Config config) {
        return ports.apply(config);
    }

    /** All of them. */
    public static List<ServiceKind> all() {
        return Arrays.asList(values());
    }
}
