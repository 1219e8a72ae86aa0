package io.millrace.gateway.egress;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApplyTransferEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.ubscore.UbscoreContext;
import io.millrace.ubscore.UbscoreMain;
import io.millrace.ubscore.egress.DiscardingOutboxBroker;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** The real UBSCore on free ports in this JVM, with a broker that has everything and keeps nothing. */
public final class UbscoreNode implements AutoCloseable {
    private static final int PORT_COUNT = 6;
    private static final int QUERY_PORT = 5;

    private final int port = freePorts();
    private final Path directory;
    private UbscoreMain main;

    public UbscoreNode(final Path directory) {
        this.directory = directory;
    }

    public void start() {
        final Config config = ConfigFactory.parseString("millrace.feed.engines = [{ lanes = [0, 1, 2, 3],"
                        + " publish = \"tcp://127.0.0.1:1\", replay = \"tcp://127.0.0.1:1\" }]\n"
                        + "millrace.broker.bootstrap = \"127.0.0.1:1\"\n"
                        + "millrace.ubscore { members = [\"127.0.0.1:" + port + "\"], data-dir = \""
                        + directory.resolve("data") + "\", log { segment-length = 64 MiB, free-space-min = 1 MiB } }")
                .withFallback(ConfigFactory.load())
                .resolve();
        final UbscoreContext context = new UbscoreContext(config);
        main = UbscoreMain.launch(
                context, () -> new DiscardingOutboxBroker(context.laneCount() + context.partitionCount()));
    }

    public void stop() {
        if (main != null) {
            main.close();
            main = null;
        }
    }

    /** Where it answers queries. */
    public String queries() {
        return "127.0.0.1:" + (port + QUERY_PORT);
    }

    UbscoreSettings settings(final long requestTimeoutMs) {
        return new UbscoreSettings(
                List.of(new ShardEndpoints(ingress(), List.of(queries()))),
                Path.of("/dev/shm").toFile().isDirectory()
                        ? "/dev/shm/millrace-gateway-test-" + UUID.randomUUID()
                        : directory.resolve("gateway").toString(),
                "127.0.0.1",
                requestTimeoutMs,
                2000,
                64);
    }

    /** Brings money in, past the broker: as the transfer bridge does. */
    public void transferIn(final long userId, final int assetId, final long amount, final int partition) {
        final UnsafeBuffer buffer = new UnsafeBuffer(
                new byte
                        [MessageHeaderEncoder.ENCODED_LENGTH
                                + ApplyTransferEncoder.BLOCK_LENGTH
                                + CommandFrame.TRAILER_LENGTH]);
        new ApplyTransferEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .partition(partition)
                .recordOffset(0)
                .kind(TransferKind.IN)
                .userId(userId)
                .assetId(assetId)
                .amount(amount)
                .requestTimeUs(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()))
                .requestId("test-" + userId + "-" + assetId)
                .previousOffset(-1);
        new CommandFrame().seal(buffer, 0, buffer.capacity() - CommandFrame.TRAILER_LENGTH);
        final String aeronDirectory = directory.resolve("funding").toString();
        try (MediaDriver driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                        .aeronDirectoryName(aeronDirectory)
                        .threadingMode(ThreadingMode.SHARED)
                        .dirDeleteOnShutdown(true));
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
                AeronCluster cluster = AeronCluster.connect(new AeronCluster.Context()
                        .aeron(aeron)
                        .ownsAeronClient(false)
                        .ingressChannel("aeron:udp")
                        .ingressEndpoints(ingress())
                        .egressChannel("aeron:udp?endpoint=127.0.0.1:0"))) {
            while (cluster.offer(buffer, 0, buffer.capacity()) < 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Where its cluster takes commands, as a gateway's configuration has it. */
    public String ingress() {
        return "0=127.0.0.1:" + port;
    }

    private static int freePorts() {
        for (int attempt = 0; attempt < 100; attempt++) {
            final int first = 30_000 + ThreadLocalRandom.current().nextInt(2_000);
            if (areFree(first)) {
                return first;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean areFree(final int first) {
        for (int port = first; port < first + PORT_COUNT; port++) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
            } catch (final IOException e) {
                return false;
            }
        }
        return true;
    }
}
