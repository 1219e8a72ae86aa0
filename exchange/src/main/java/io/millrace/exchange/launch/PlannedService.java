package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.ServiceKind;
import io.millrace.exchange.UbscoreMember;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of our services as a process of a run.
 *
 * @param kind  what it is
 * @param name  of the process and of its log
 * @param own   what it is told beside the configuration that all have
 * @param ports by purpose
 */
record PlannedService(ServiceKind kind, String name, Config own, Map<String, Integer> ports) {
    private static final String DATA_DIR = "millrace.ubscore.data-dir";
    private static final String AERON_DIR = "millrace.ubscore.aeron-dir";

    /** All of this machine in the order of their start: each node of each shard of UBSCore, and one of every other kind. */
    static List<PlannedService> all(final Config config) {
        final List<PlannedService> services = new ArrayList<>();
        for (final ServiceKind kind : ServiceKind.all()) {
            if (kind == ServiceKind.UBSCORE) {
                UbscoreMember.all(config).stream()
                        .filter(UbscoreMember::isLocal)
                        .forEach(member -> services.add(ubscore(member, config)));
            } else if (kind != ServiceKind.CHAIN || config.getBoolean("millrace.up.chain")) {
                services.add(new PlannedService(kind, kind.command(), ConfigFactory.empty(), kind.ports(config)));
            }
        }
        return services;
    }

    private static PlannedService ubscore(final UbscoreMember member, final Config config) {
        final String aeronDir = config.getString(AERON_DIR);
        final Map<String, Object> own = Map.of(
                "millrace.ubscore.shard",
                member.shard(),
                "millrace.ubscore.node",
                member.node(),
                DATA_DIR,
                member.place(config.getString(DATA_DIR)),
                AERON_DIR,
                aeronDir.isEmpty() ? "" : member.place(aeronDir));
        return new PlannedService(
                ServiceKind.UBSCORE, member.name(), ConfigFactory.parseMap(own, "up"), member.ports());
    }

    /** Data that survives: of UBSCore alone. */
    Path ubscoreData() {
        return Path.of(own.getString(DATA_DIR));
    }
}
