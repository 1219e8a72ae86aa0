package io.millrace.exchange;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The services, in the order of their start. */
public enum ServiceKind {
    UBSCORE(
            "ubscore",
            "who has how much, free and held; takes orders and transfers",
            false,
            Launchers::ubscore,
            ServicePorts::ubscore),
    ENGINE(
            "matching-engine",
            "the order books; reads orders, publishes outputs",
            false,
            Launchers::engine,
            ServicePorts::engine),
    SETTLEMENT("settlement", "writes everything to the store", true, Launchers::settlement, config -> Map.of()),
    GATEWAY("gateway", "HTTP and WebSocket", true, Launchers::gateway, ServicePorts::gateway),
    CHAIN("chain", "deposits, withdrawals and batches on a chain", false, Launchers::chain, ServicePorts::chain);

    private final String command;
    private final String purpose;
    private final boolean needsStore;
    private final Function<Config, Service> launcher;
    private final Function<Config, Map<String, Integer>> ports;

    ServiceKind(
            final String command,
            final String purpose,
            final boolean needsStore,
            final Function<Config, Service> launcher,
            final Function<Config, Map<String, Integer>> ports) {
        this.command = command;
        this.purpose = purpose;
        this.needsStore = needsStore;
        this.launcher = launcher;
        this.ports = ports;
    }

    /** Its name: as a command, as a process and of its log file. */
    public String command() {
        return command;
    }

    /** What it is for, in half a line. */
    public String purpose() {
        return purpose;
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
