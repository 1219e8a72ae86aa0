package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import io.millrace.exchange.CommandException;
import io.millrace.exchange.ExitCodes;
import io.millrace.exchange.ServiceKind;
import io.millrace.exchange.UbscoreMember;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Looks, before any node is started, whether the money that is there was kept by the clusters that are planned. Nodes without data
 * could else be a majority, and begin a log of their own.
 */
final class UbscoreData {
    private UbscoreData() {}

    static void check(final Config config, final List<PlannedService> services) {
        final int members = config.getStringList("millrace.ubscore.members").size();
        final int shards = config.getInt("millrace.topology.shards");
        UbscoreMember.all(config).stream()
                .filter(member -> !member.isLocal())
                .findFirst()
                .ifPresent(member -> {
                    throw new CommandException(
                            ExitCodes.USAGE,
                            "up starts every node on this machine, this one is elsewhere name=" + member.name()
                                    + " host=" + member.host() + " (there: millrace ubscore --config FILE)");
                });
        for (int shard = 0; shard < shards; shard++) {
            final String ofShard = Integer.toString(shard);
            final List<Properties> found = services.stream()
                    .filter(service -> service.kind() == ServiceKind.UBSCORE
                            && service.own().getString("millrace.ubscore.shard").equals(ofShard))
                    .map(service -> identity(service.ubscoreData()))
                    .filter(identity -> !identity.isEmpty())
                    .toList();
            found.forEach(identity -> check(identity, members, shards));
            final long begun = found.stream()
                    .filter(identity -> "true".equals(identity.getProperty("started")))
                    .count();
            if (begun > 0 && begun <= members / 2) {
                throw new CommandException("of " + members + " nodes of ubscore only " + begun
                        + " have their data shard=" + shard
                        + ": the others would outvote them with an empty log; bring a majority's data back");
            }
        }
    }

    private static void check(final Properties identity, final int members, final int shards) {
        final String begunMembers = identity.getProperty("members", "1");
        final String begunShards = identity.getProperty("topology.shards", "1");
        if (!begunMembers.equals(Integer.toString(members)) || !begunShards.equals(Integer.toString(shards))) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "this data was begun with other clusters of ubscore nodes=" + begunMembers + " shards="
                            + begunShards + " asked: nodes=" + members + " shards=" + shards
                            + " (start it with --ubscore-nodes " + begunMembers + " --ubscore-shards " + begunShards
                            + ")");
        }
    }

    private static Properties identity(final Path dataDir) {
        final Properties identity = new Properties();
        final Path file = dataDir.resolve("identity");
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                identity.load(reader);
            } catch (final IOException e) {
                throw new UncheckedIOException("can't read file=" + file, e);
            }
        }
        return identity;
    }
}
