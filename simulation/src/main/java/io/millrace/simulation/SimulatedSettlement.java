package io.millrace.simulation;

import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedLink;
import io.millrace.settlement.SettlementAgent;
import io.millrace.settlement.SettlementAgent.BatchBounds;
import io.millrace.settlement.egress.Backoff;
import io.millrace.settlement.egress.RowWriter;
import io.millrace.settlement.egress.WriterBounds;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ingress.EventIntake;
import io.millrace.settlement.ingress.EventSource;
import io.millrace.settlement.ingress.FeedSource;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/** One life of settlement on a store that outlives it. */
final class SimulatedSettlement {
    private static final WriterBounds WRITER = new WriterBounds(3, 8, 64, 65_536, 1_000_000, 20_000_000);
    private static final BatchBounds BATCH = new BatchBounds(20, 120, 1 << 20);
    private static final long CHECKPOINT_INTERVAL = 16;

    private final MemoryStore store;
    private final SimulatedClock clock;
    private final Random random;
    private final PlantedBug bug;
    private final FeedSource feed;
    private final Records records;
    private final SettlementAgent agent;

    SimulatedSettlement(
            final MemoryStore store,
            final SimulatedClock clock,
            final Random random,
            final SimulatedBroker broker,
            final FeedContext context,
            final FeedLink.Factory links,
            final PlantedBug bug) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.bug = bug;
        store.requests().clear();
        final MemoryStore.Writer writer = store.writer();
        final List<StreamPosition> lanes = claim(writer, Stream.ENGINE, broker.orders.size());
        final List<StreamPosition> parts = claim(writer, Stream.BALANCE_EVENTS, broker.events.size());
        final List<StreamPosition> all = new ArrayList<>(lanes);
        all.addAll(parts);
        final Reference reference = store.reference();
        final FeedEndpoint engine = new FeedEndpoint(SimulatedCore.lanes(lanes.size()), "memory", "memory");
        feed = new FeedSource(List.of(engine), lanes, context, links);
        records = new Records(broker, parts, random);
        final List<ProgressWriter> progress = new ArrayList<>();
        for (final Stream stream : Stream.values()) {
            progress.add(new ProgressWriter(stream, writer, new Backoff(1_000_000, 20_000_000), feed::onDurable));
        }
        agent = new SettlementAgent(
                List.of(feed, records),
                listener -> new Ledger(reference, all, store.candles(reference, lanes), CHECKPOINT_INTERVAL, listener),
                new RowWriter(writer, WRITER),
                progress,
                BATCH);
    }

    private static List<StreamPosition> claim(final MemoryStore.Writer writer, final Stream stream, final int count) {
        return IntStream.range(0, count)
                .mapToObj(part -> writer.claim(stream, part))
                .toList();
    }

    /** One step, then the store does some of what it was asked, in any order; with {@code faults} it fails some of it, done or not. */
    void step(final boolean faults) {
        agent.doWork(clock.nowNs());
        for (int count = random.nextInt(8); count > 0 && !store.requests().isEmpty(); count--) {
            final MemoryStore.Request request =
                    store.requests().remove(random.nextInt(store.requests().size()));
            final boolean isLost =
                    bug == PlantedBug.STORE_LOSES_ROWS && request.name().equals("WRITE") && random.nextInt(50) == 0;
            final boolean fails = faults && random.nextInt(30) == 0;
            if (!isLost && !(fails && random.nextBoolean())) {
                request.apply();
            }
            if (fails) {
                request.fail();
            } else {
                request.answer();
            }
        }
    }

    /** Whether everything that was taken is durable. */
    boolean isSettled() {
        return !agent.drain(clock.nowNs()) && records.isDone();
    }

    /** The process dies: of what it had asked the store for, some is done, some is not. */
    void kill() {
        store.requests().forEach(request -> {
            if (random.nextBoolean()) {
                request.apply();
            }
        });
        store.requests().clear();
        feed.close();
    }

    /** The consumer of {@code balance.events}. */
    private static final class Records implements EventSource {
        private final SimulatedBroker broker;
        private final Random random;
        private final int[] next;
        private final RecordDecoder decoder = new RecordDecoder();

        Records(final SimulatedBroker broker, final List<StreamPosition> from, final Random random) {
            this.broker = broker;
            this.random = random;
            next = from.stream()
                    .mapToInt(position -> (int) position.recordOffset() + 1)
                    .toArray();
        }

        @Override
        public int poll(final long nowNs, final EventIntake intake) {
            int count = 0;
            for (int part = 0; part < next.length && broker.isUp(); part++) {
                final List<byte[]> partition = broker.events.get(part);
                for (int portion = random.nextInt(8); portion > 0 && intake.hasRoom(); portion--) {
                    if (next[part] < partition.size()) {
                        final byte[] value = partition.get(next[part]);
                        intake.onRecord(decoder.decode(new UnsafeBuffer(value), 0), next[part]++);
                        count++;
                    }
                }
            }
            return count;
        }

        boolean isDone() {
            return IntStream.range(0, next.length)
                    .allMatch(part -> next[part] >= broker.events.get(part).size());
        }

        @Override
        public void onDurable(final StreamPosition position) {}

        @Override
        public void close() {}
    }
}
