package io.millrace.engine;

import com.typesafe.config.Config;
import io.millrace.feed.FeedContext;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a matching-engine process runs with: section {@code millrace.engine} of the configuration and what it shares with
 * the others. Each key is described in {@code reference.conf}.
 */
public record EngineContext(
        List<Integer> lanes,
        int shards,
        List<Integer> chainSources,
        Directories directories,
        Endpoints endpoints,
        Polling polling,
        Journaling journaling,
        FeedContext feed) {
    /** Where lanes keep their files, and where they claim the right to publish. */
    public record Directories(Path data, Path claims) {}

    /** Where outputs are published and replayed. */
    public record Endpoints(String publish, String replay) {}

    /** How {@code orders} is read. */
    public record Polling(
            String bootstrap, long timeoutNs, int countMax, int fetchLengthMax, long retryMinNs, long retryMaxNs) {}

    /** How journal and snapshots are kept. */
    public record Journaling(
            int segmentLength,
            int batchLengthMax,
            int indexIntervalLength,
            long reserveLength,
            long snapshotInterval) {}

    /** Reads a root configuration. */
    public static EngineContext fromConfig(final Config root) {
        final Config config = root.getConfig("millrace.engine");
        final Config polling = config.getConfig("poll");
        final Config journal = config.getConfig("journal");
        final int lanes = root.getInt("millrace.topology.lanes");
        final List<Integer> own = List.copyOf(config.getIntList("lanes"));
        if (own.isEmpty()
                || own.stream().distinct().count() < own.size()
                || own.stream().anyMatch(lane -> lane < 0 || lane >= lanes)) {
            throw new IllegalArgumentException(
                    "no such lanes: millrace.engine.lanes=" + own + " millrace.topology.lanes=" + lanes);
        }
        return new EngineContext(
                own,
                root.getInt("millrace.topology.shards"),
                List.copyOf(root.getIntList("millrace.topology.chain-sources")),
                new Directories(Path.of(config.getString("data-dir")), Path.of(config.getString("claim-dir"))),
                new Endpoints(config.getString("publish"), config.getString("replay")),
                new Polling(
                        root.getString("millrace.broker.bootstrap"),
                        polling.getDuration("timeout", TimeUnit.NANOSECONDS),
                        polling.getInt("count-max"),
                        Math.toIntExact(polling.getBytes("fetch-length-max")),
                        polling.getDuration("retry-min", TimeUnit.NANOSECONDS),
                        polling.getDuration("retry-max", TimeUnit.NANOSECONDS)),
                new Journaling(
                        Math.toIntExact(journal.getBytes("segment-length")),
                        Math.toIntExact(journal.getBytes("batch-length-max")),
                        Math.toIntExact(journal.getBytes("index-interval-length")),
                        journal.getBytes("reserve-length"),
                        config.getLong("snapshot-interval")),
                FeedContext.fromConfig(root));
    }

    /** Directory of a lane's journal and snapshots. */
    public Path laneDir(final int lane) {
        return directories.data().resolve(laneName(lane));
    }

    /** Directory of a lane's claim. */
    public Path claimDir(final int lane) {
        return directories.claims().resolve(laneName(lane)).resolve("claim");
    }

    /** Name of a lane in directories: {@code lane-0003}. */
    private static String laneName(final int lane) {
        return "lane-" + Integer.toString(10_000 + lane).substring(1);
    }
}
