package io.millrace.settlement;

import io.millrace.settlement.SettlementAgent.BatchBounds;
import io.millrace.settlement.egress.Backoff;
import io.millrace.settlement.egress.RowWriter;
import io.millrace.settlement.egress.WriterBounds;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Ledger;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.recovery.ProgressWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** One life of settlement on a memory store, stepped by hand; the test decides what becomes of each request. */
final class Settler {
    private static final WriterBounds WRITER = new WriterBounds(3, 8, 64, 65_536, 10, 100);
    private static final BatchBounds BATCH = new BatchBounds(20, 120, 1 << 20);

    final MemoryStore store;
    final SettlementAgent agent;
    final ScriptSource feed;
    final ScriptSource topic;
    final ScriptSource chains;
    private long nowNs;

    Settler(final MemoryStore store, final ExchangeScript script, final Random random) {
        this.store = store;
        store.requests().clear();
        final MemoryStore.Writer writer = store.writer();
        final List<StreamPosition> lanes = claim(writer, Stream.ENGINE, ExchangeScript.LANES);
        final List<StreamPosition> parts = claim(writer, Stream.BALANCE_EVENTS, ExchangeScript.PARTITIONS);
        final List<StreamPosition> all = new ArrayList<>(lanes);
        final List<StreamPosition> chainParts = claim(writer, Stream.CHAIN_EVENTS, ChainScript.PARTITIONS);
        all.addAll(parts);
        all.addAll(chainParts);
        final Reference reference = store.reference();
        feed = new ScriptSource(script, Stream.ENGINE, lanes, random);
        topic = new ScriptSource(script, Stream.BALANCE_EVENTS, parts, random);
        chains = new ScriptSource(script, Stream.CHAIN_EVENTS, chainParts, random);
        all.forEach(feed::onDurable);
        final List<ProgressWriter> progress = new ArrayList<>();
        for (final Stream stream : Stream.values()) {
            progress.add(new ProgressWriter(stream, writer, new Backoff(10, 100), position -> {
                feed.onDurable(position);
                topic.onDurable(position);
            }));
        }
        agent = new SettlementAgent(
                List.of(feed, topic, chains),
                listener -> new Ledger(reference, all, store.candles(reference, lanes), 10, listener),
                new RowWriter(writer, WRITER),
                progress,
                BATCH);
    }

    private static List<StreamPosition> claim(final MemoryStore.Writer writer, final Stream stream, final int count) {
        return IntStream.range(0, count)
                .mapToObj(part -> writer.claim(stream, part))
                .toList();
    }

    /** One step of the agent; time goes on. */
    void step() {
        nowNs += 5;
        agent.doWork(nowNs);
    }

    /** Does and answers everything that was asked. */
    void answerAll() {
        final List<MemoryStore.Request> asked = new ArrayList<>(store.requests());
        store.requests().clear();
        asked.forEach(request -> {
            request.apply();
            request.answer();
        });
    }

    /** Whether everything of the script is durable. */
    boolean isFinished() {
        return feed.isDone() && topic.isDone() && chains.isDone() && !agent.drain(nowNs);
    }

    /** Goes on until everything of the script is durable. */
    void finish() {
        while (!isFinished()) {
            step();
            answerAll();
        }
    }
}
