package io.millrace.exchange.audit;

import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import io.millrace.chain.Reserves;
import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.source.Store;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolException;
import io.millrace.schema.Topics;
import io.millrace.ubscore.account.BalanceCore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

/**
 * The whole audit of one exchange. What lags most is read first, so that on a running exchange each source has all that those before
 * it had: the store's progress, the ends of the topics, UBSCore's log, the journals, the feed.
 */
public final class Audit {
    private final Place place;
    private final long[] asOf;
    private final Consumer<String> progress;
    private final List<Findings> checks = new ArrayList<>();
    private final Findings ubscore = check("ubscore");
    private final Findings others = check("topics");
    private final Findings balances = check("balances");
    private final Findings conservation = check("conservation");
    private final Findings holds = check("holds");
    private final Findings matching = check("matching");
    private final Findings chain = check("chain");
    private final Findings rows = check("store");
    private final Findings reserves = new Findings("reserves");
    private Store store;
    private StoredPlaces stored;
    private final Map<Integer, BalanceCore> cores = new TreeMap<>();

    /**
     * Prepares.
     *
     * @param asOf     by shard, core sequence at which balances and holds are judged; Long.MAX_VALUE: the last that is everywhere
     * @param progress told what is being done
     */
    public Audit(final Place place, final long[] asOf, final Consumer<String> progress) {
        this.place = place;
        this.asOf = asOf;
        this.progress = progress;
        if (Reserves.isWanted(place.config())) {
            checks.add(reserves);
        }
    }

    private Findings check(final String name) {
        final Findings findings = new Findings(name);
        checks.add(findings);
        return findings;
    }

    /**
     * Makes all checks.
     *
     * @param threads      that run lanes
     * @param showProgress whether a bar is drawn
     */
    public void run(final boolean withStore, final int threads, final boolean showProgress) {
        try {
            if (withStore) {
                progress.accept("opening the store");
                Step.run(rows, this::openStore);
            } else {
                rows.note("not examined, as was asked for");
            }
            final ReservesAudit vault = new ReservesAudit(place, reserves);
            Step.run(reserves, vault::lookBefore);
            progress.accept("replaying ubscore's log");
            for (int shard = 0; shard < place.shards(); shard++) {
                final int each = shard;
                Step.run(ubscore, () -> replayCore(each));
            }
            progress.accept("reading the other topics");
            Step.run(others, this::checkTopics);
            progress.accept("replaying balance.events");
            for (int shard = 0; shard < place.shards(); shard++) {
                final int each = shard;
                Step.run(balances, () -> replayEvents(each));
            }
            if (place.shards() > 1 && cores.size() == place.shards()) {
                new ClearingComparison(cores, place.lanes()).compare(conservation);
            }
            final LaneChecks lanes = new LaneChecks(place, matching, chain);
            if (stored != null) {
                lanes.stored(stored);
            }
            Step.run(reserves, () -> vault.compare(cores.values()));
            cores.forEach((shard, core) -> lanes.core(shard, core, holds));
            progress.accept("running the lanes");
            Step.run(matching, () -> lanes.run(threads, showProgress));
            if (place.runs("matching-engine")) {
                Step.run(chain, () -> new FeedHeads(chain).compare(place.config(), lanes.beforeHeads()));
            } else {
                chain.note("no engine runs here: its feed was not asked");
            }
            if (stored != null) {
                progress.accept("comparing the store's rows");
                Step.run(rows, () -> ask(this::compareRows));
            }
        } finally {
            CloseHelper.quietClose(store);
        }
    }

    private void openStore() {
        place.storeDir().filter(Files::isDirectory).ifPresent(files -> new StoreFileChecks(files, rows).run());
        if (!rows.isClean()) {
            rows.note("rows were not compared: the store ends where it reads a damaged file");
            return;
        }
        store = place.store();
        ask(() -> stored = StoredPlaces.read(store.session()));
    }

    /** Every node's files; the state is that of the node that is farthest. */
    private void replayCore(final int shard) {
        final List<Place.UbscoreNode> nodes = place.ubscoreNodes(shard);
        if (nodes.isEmpty()) {
            throw ToolException.infrastructure("no node of ubscore has its files here shard=" + shard);
        }
        try (TopicSource topics = place.topics()) {
            OutboxComparison farthest = null;
            for (final Place.UbscoreNode node : nodes) {
                final CoreAudit audit = new CoreAudit(node.config(), node.dataDir(), ubscore);
                audit.checkRecordings();
                final OutboxComparison comparison =
                        new OutboxComparison(shard, topics, asOf[shard], settledEvents(shard), ubscore);
                comparison.fixEnds(place.lanes(), place.partitions());
                final BalanceCore core = audit.replay(comparison, asOf[shard]);
                final BalanceCore known = cores.get(shard);
                if (core != null && (known == null || core.coreSequence() > known.coreSequence())) {
                    cores.put(shard, core);
                    farthest = audit.reachedEnd() ? comparison : null;
                }
            }
            if (farthest != null) {
                farthest.requireTopicsAtEnd();
            }
        } catch (final IllegalStateException e) {
            throw ToolException.infrastructure(e.getMessage(), e);
        }
    }

    private void checkTopics() {
        try (TopicSource topics = place.topics()) {
            new TopicChecks(topics, others).run();
        }
    }

    private long[] settledEvents(final int shard) {
        if (stored == null) {
            return null;
        }
        final long[] settled = new long[place.partitions()];
        for (int partition = 0; partition < settled.length; partition++) {
            settled[partition] = stored.event(shard, partition);
        }
        return settled;
    }

    private void replayEvents(final int shard) {
        final BalanceCore core = cores.get(shard);
        final long coreSequence = core == null ? asOf[shard] : core.coreSequence();
        final EventReplay replay = new EventReplay(shard, place.partitions(), balances);
        try (TopicSource topics = place.topics()) {
            for (int partition = 0; partition < place.partitions(); partition++) {
                final int each = partition;
                if (topics.startOffset(Topics.BALANCE_EVENTS, each) > 0) {
                    throw ToolException.infrastructure("topic=balance.events partition=" + each
                            + " no longer has its start first-kept-offset="
                            + topics.startOffset(Topics.BALANCE_EVENTS, each));
                }
                topics.read(Topics.BALANCE_EVENTS, each, 0, Long.MAX_VALUE, record -> {
                    if (replay.coreSequence(record.value()) > coreSequence) {
                        return place.shards() > 1;
                    }
                    replay.apply(each, record.offset(), record.value());
                    return true;
                });
            }
        }
        replay.conserve(conservation);
        balances.note("shard=" + shard + " core-sequence="
                + (coreSequence == Long.MAX_VALUE ? "end of the topic" : coreSequence) + " accounts="
                + replay.accountCount());
        if (core != null) {
            final CoreComparison comparison = new CoreComparison(core);
            comparison.compare(replay, balances);
            Step.run(holds, () -> comparison.compareHolds(holds));
        } else {
            balances.note("ubscore's own state could not be had: see there");
            holds.unreachable("ubscore's own state could not be had");
        }
        if (store != null && core != null) {
            ask(() -> new StoreBalances(store.session(), balances).compare(shard, replay));
        }
    }

    private void compareRows() {
        final List<OutputCursor> journals = new ArrayList<>();
        try (TopicSource topics = place.topics()) {
            for (int lane = 0; lane < place.lanes(); lane++) {
                journals.add(OutputCursor.open(place.laneDir(lane)));
            }
            new StoreAudit(store.session(), stored, place.config().getConfig("millrace.settlement"), rows)
                    .run(place.shards(), place.partitions(), topics, journals);
        } finally {
            CloseHelper.closeAll(journals);
        }
    }

    /** Asks the store. That it ends over a question is a finding: it can't read what it wrote. */
    private void ask(final Runnable question) {
        try {
            question.run();
        } catch (final ReadFailureException e) {
            throw new CorruptSourceException("store can't read what it wrote: " + e.getMessage(), e);
        } catch (final RuntimeException e) {
            final String fault = store.fault().orElseThrow(() -> e);
            throw new CorruptSourceException("store ended when it read its files: " + fault, e);
        }
    }

    /** What each check found, in the order in which they are told. */
    public List<Findings> checks() {
        return checks;
    }

    /** Sequence at which balances and holds of the first shard were judged; 0: could not be told. */
    public long coreSequence() {
        return cores.containsKey(0) ? cores.get(0).coreSequence() : 0;
    }
}
