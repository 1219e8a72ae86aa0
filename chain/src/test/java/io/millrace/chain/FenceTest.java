package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.chain.egress.KafkaJournal;
import io.millrace.chain.recovery.StateRecovery;
import io.millrace.chain.vault.Breach;
import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainState;
import io.millrace.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services on one real broker: who came last writes, the other one halts; a second chain has no place at all. */
class FenceTest {
    private static final int PARTITIONS = 4;

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.builder(directory).start();
        ServiceTest.createTopics(broker);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private KafkaJournal journal(final long chainId) {
        final int partition = (int) (chainId % PARTITIONS);
        return new KafkaJournal(
                broker.bootstrap(), new KafkaJournal.Place(chainId, 1, partition), 60_000, ChainContext::nowUs);
    }

    private static void write(final KafkaJournal journal, final long sequence) {
        journal.commit(List.of(new ChainRecord.Place(ChainRecord.Stream.CONFIRMED, 0, sequence, "")), List.of());
    }

    private StateRecovery recovery(final KafkaConsumer<byte[], byte[]> consumer, final long chainId) {
        return new StateRecovery(consumer, PARTITIONS, chainId);
    }

    @Test
    void shouldLetOneServiceOfOneChainWrite() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaJournal first = journal(5)) {
            write(first, 10);
            try (KafkaJournal second = journal(5)) {
                final Breach halt = assertThrows(Breach.class, () -> write(first, 11));
                assertTrue(halt.getMessage().contains("another chain service"), halt.getMessage());
                second.continueBehind(1);
                write(second, 12);
            }
            final ChainState state = new ChainState(1, PARTITIONS);
            assertEquals(2, recovery(consumer, 5).replay(state));
            assertEquals(12, state.place(ChainRecord.Stream.CONFIRMED, 0).sequence());

            final Breach refused = assertThrows(Breach.class, recovery(consumer, 6)::requireOneChain);
            assertTrue(refused.getMessage().contains("chain=6 other=5"), refused.getMessage());
            try (KafkaJournal another = journal(6)) {
                another.continueBehind(0);
            }
            recovery(consumer, 5).requireOneChain();
        }
    }
}
