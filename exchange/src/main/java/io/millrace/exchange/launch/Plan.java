package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.millrace.exchange.ServiceKind;
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

    Plan(final Config given) {
        final Config first = ExchangeConfig.effective(given);
        run = new RunDirectory(Path.of(first.getString("millrace.up.data-dir")));
        this.given = given.withFallback(Derived.of(first, run.dataDir()));
        config = ExchangeConfig.effective(this.given);
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

    /** For the services: all that differs from the reference. */
    String serviceConfig() {
        return given.root()
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

    ManagedProcess service(final ServiceKind kind) {
        return new ServiceProcess(
                kind.command(),
                run,
                JvmFlags.split(config.getString("millrace.up.jvm." + kind.command())),
                kind.ports(config));
    }

    /** Names of all processes, in the order of their start. */
    List<String> names() {
        final List<String> names = new ArrayList<>();
        broker().ifPresent(process -> names.add(process.name()));
        store().ifPresent(process -> names.add(process.name()));
        ServiceKind.all().forEach(kind -> names.add(kind.command()));
        return names;
    }
}
