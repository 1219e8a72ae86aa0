package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.millrace.exchange.UbscoreMember;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run consists of: the configuration of all processes, with the places under the data directory and the addresses
 * of the embedded parts filled in, and the processes.
 */
final class Plan {
    private final Config given;
    private final Config config;
    private final RunDirectory run;
    private final List<PlannedService> services;

    Plan(final Config given) {
        final Config expanded = UbscoreMember.expand(given, ExchangeConfig.effective(given));
        final Config first = ExchangeConfig.effective(expanded);
        run = new RunDirectory(Path.of(first.getString("millrace.up.data-dir")));
        this.given = expanded.withFallback(Derived.of(first, run.dataDir()));
        config = ExchangeConfig.effective(this.given);
        services = PlannedService.all(config);
    }

    RunDirectory run() {
        return run;
    }

    Config config() {
        return config;
    }

    RestartPolicy restartPolicy() {
        return RestartPolicy.of(config.getConfig("millrace.up"));
    }

    /** Writes each service's configuration: all that differs from the reference. */
    void writeConfigs() {
        run.writeConfig(RunDirectory.SHARED_CONFIG, rendered(given));
        for (final PlannedService service : services) {
            if (!service.own().isEmpty()) {
                run.writeConfig(service.name(), rendered(service.own().withFallback(given)));
            }
        }
    }

    private static String rendered(final Config config) {
        return config.root()
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
    }

    Optional<ManagedProcess> broker() {
        final Config broker = config.getConfig("millrace.up.broker");
        return broker.getBoolean("embedded")
                ? Optional.of(new BrokerProcess(
                        run.dataDir().resolve("broker"),
                        broker.getInt("port"),
                        broker.getString("heap"),
                        run.log("broker")))
                : Optional.empty();
    }

    Optional<ManagedProcess> store() {
        final Config store = config.getConfig("millrace.up.store");
        return store.getBoolean("embedded")
                ? Optional.of(new StoreProcess(
                        run.dataDir().resolve("store"),
                        store.getInt("port"),
                        store.getString("heap"),
                        run.log("store")))
                : Optional.empty();
    }

    /** In the order of their start. */
    List<PlannedService> services() {
        return services;
    }

    ManagedProcess process(final PlannedService service) {
        return new ServiceProcess(
                service,
                run,
                run.configFile(service.own().isEmpty() ? RunDirectory.SHARED_CONFIG : service.name()),
                JvmFlags.split(
                        config.getString("millrace.up.jvm." + service.kind().command())));
    }

    /** Names of all processes, in the order of their start. */
    List<String> names() {
        final List<String> names = new ArrayList<>();
        broker().ifPresent(process -> names.add(process.name()));
        store().ifPresent(process -> names.add(process.name()));
        services.forEach(service -> names.add(service.name()));
        return names;
    }
}
