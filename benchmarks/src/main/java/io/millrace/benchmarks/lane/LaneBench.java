package io.millrace.benchmarks.lane;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.WorkDirectory;
import io.millrace.benchmarks.book.Mix;
import io.millrace.benchmarks.book.MixGenerator;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.engine.EngineMain;
import io.millrace.feed.FeedContext;
import io.millrace.schema.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One lane of a matching-engine process beside the bare Kafka consumer on the same topic, in turns. */
@Command(
        name = "lane",
        description =
                "The order lane: consume, match, hash, journal with a force, publish; beside the bare Kafka consumer.",
        mixinStandardHelpOptions = true)
public final class LaneBench implements Runnable {
    private static final Duration POLL = Duration.ofMillis(5);

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "500000",
            description = "New orders of the mix; twice as many records; default ${DEFAULT-VALUE}.")
    private int orders;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Rounds before those that count, for the compilers of broker and bench; default ${DEFAULT-VALUE}.")
    private int warmUp;

    @Override
    public void run() {
        final String reading =
                "Records a second from the first that arrives to the last of the topic, broker in a child process, two turns"
                        + " a round: a consumer that looks at each record, and a whole matching engine with one lane, up to the"
                        + " force of its last output. Starting either is left out. No subscriber listens.";
        try (Report report = options.report("lane", reading);
                WorkDirectory directory = new WorkDirectory("millrace-bench-lane");
                EmbeddedBroker broker = EmbeddedBroker.builder(directory.path().resolve("broker"))
                        .start()) {
            final Mix mix = MixGenerator.generate(0.02, orders, options.seed());
            final long count = LaneTopic.fill(broker.bootstrap(), mix);
            race(report, broker.bootstrap(), count);
            stages(report, directory.path(), mix);
        } catch (final Exception ex) {
            throw new IllegalStateException("lane can't be measured", ex);
        }
    }

    private void race(final Report report, final String bootstrap, final long count) {
        for (int round = 0; round < warmUp; round++) {
            bare(bootstrap, count);
            lane(bootstrap, count);
        }
        report.table("Records a second, " + count + " records", "round", "bare consumer", "lane", "ratio");
        final double[] ratios = new double[options.rounds()];
        for (int round = 0; round < ratios.length; round++) {
            final double bare = bare(bootstrap, count);
            final double lane = lane(bootstrap, count);
            ratios[round] = lane / bare;
            report.row(round + 1, Math.round(bare), Math.round(lane), ratios[round]);
        }
        Arrays.sort(ratios);
        report.row("median", "", "", ratios[ratios.length / 2]);
    }

    private static void stages(final Report report, final Path directory, final Mix mix) {
        LaneStages stages = null;
        // Twice for the compiler.
        for (int i = 0; i < 3; i++) {
            stages = new LaneStages(mix);
            stages.run(directory.resolve("stages-" + i), FeedContext.fromConfig(ConfigFactory.load()));
        }
        stages.report(report);
    }

    private static Config config(final String bootstrap, final Path dataDir) {
        return ConfigFactory.parseMap(Map.of(
                        "millrace.broker.bootstrap",
                        bootstrap,
                        "millrace.topology.lanes",
                        1,
                        "millrace.engine.lanes",
                        List.of(LaneRecords.LANE),
                        "millrace.engine.publish",
                        "tcp://127.0.0.1:*",
                        "millrace.engine.replay",
                        "tcp://127.0.0.1:*",
                        "millrace.engine.data-dir",
                        dataDir.toString()))
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    private static double bare(final String bootstrap, final long count) {
        final Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                4 << 20);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            final TopicPartition partition = new TopicPartition(Topics.ORDERS, LaneRecords.LANE);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            long taken = 0;
            long first = 0;
            long startNs = 0;
            long length = 0;
            while (taken < count) {
                for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    length += record.value().length;
                    taken++;
                }
                if (first == 0 && taken > 0) {
                    first = taken;
                    startNs = System.nanoTime();
                }
            }
            if (length == 0) {
                throw new IllegalStateException("records have no values");
            }
            return (count - first) * 1e9 / (System.nanoTime() - startNs);
        }
    }

    /** Its files are gone afterwards: who writes into memory that the machine has never used waits for that. */
    private static double lane(final String bootstrap, final long count) {
        try (WorkDirectory directory = new WorkDirectory("millrace-bench-engine");
                EngineMain main = EngineMain.launch(config(bootstrap, directory.path()))) {
            final long first = awaitForced(main, 1);
            final long startNs = System.nanoTime();
            awaitForced(main, count);
            return (count - first) * 1e9 / (System.nanoTime() - startNs);
        }
    }

    private static long awaitForced(final EngineMain main, final long sequence) {
        while (main.forcedSequence(LaneRecords.LANE) < sequence) {
            LockSupport.parkNanos(1_000_000);
        }
        return main.forcedSequence(LaneRecords.LANE);
    }
}
