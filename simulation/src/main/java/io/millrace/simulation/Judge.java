package io.millrace.simulation;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.book.OrderBook;
import io.millrace.feed.OutputHash;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferOperationDecoder;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.BalanceRecord.AccountEvent;
import io.millrace.settlement.ledger.BalanceRecord.TransferResult;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.Table;
import io.millrace.ubscore.account.BalanceCore;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Says whether everything that must always hold does, from what the parts have left where anyone can read it. */
final class Judge {
    private static final int[] SCALES = {0, 8, 8, 6};
    private static final int HASH_LENGTH = 32;

    private final SimulatedBroker broker;
    private final SimulatedEngine engine;
    private final MemoryStore store;
    private final SimulatedClients clients;
    private final RecordDecoder decoder = new RecordDecoder();

    /** What an account has of an asset. */
    private record Holding(long available, long held) {}

    private record Key(long accountId, int assetId) implements Comparable<Key> {
        @Override
        public int compareTo(final Key other) {
            final int byAccount = Long.compare(accountId, other.accountId);
            return byAccount != 0 ? byAccount : Integer.compare(assetId, other.assetId);
        }
    }

    Judge(
            final SimulatedBroker broker,
            final SimulatedEngine engine,
            final MemoryStore store,
            final SimulatedClients clients) {
        this.broker = broker;
        this.engine = engine;
        this.store = store;
        this.clients = clients;
    }

    /** What holds at every instant. */
    void duringRun(final SimulatedCore core) {
        core.core().verify();
        final Map<Integer, Long> sums = new TreeMap<>();
        balances(core.core()).forEach((key, holding) -> {
            sums.merge(key.assetId(), holding.available() + holding.held(), Long::sum);
            require(
                    key.accountId() <= 0 || holding.available() >= 0 && holding.held() >= 0,
                    "I2",
                    "negative balance " + key + " " + holding);
        });
        sums.forEach(
                (asset, sum) -> require(sum == 0, "I1", "money was made or lost assetId=" + asset + " sum=" + sum));
        for (long user = 1; user <= SimulatedClients.USERS; user++) {
            final boolean isBeyond = core.core().openOrders(user, 0, 0, SimulatedCore.OPEN_ORDERS_MAX, order -> {});
            require(!isBeyond, "I11", "a user has more open orders than the bound user=" + user);
        }
        for (final SimulatedLane lane : engine.lanes()) {
            for (final int instrument : lane.processor().engine().instrumentIds()) {
                final OrderBook book = lane.processor().engine().book(instrument);
                require(
                        book.bestBid() == 0 || book.bestAsk() == 0 || book.bestBid() < book.bestAsk(),
                        "I4",
                        "crossed book instrumentId=" + instrument + " bid=" + book.bestBid() + " ask="
                                + book.bestAsk());
            }
        }
    }

    /** Whether all consumers are where their producers are. */
    boolean isCaughtUp(final SimulatedCore core) {
        for (final SimulatedLane lane : engine.lanes()) {
            final long head = lane.forcedSequence();
            if (head < core.core().orderSequence(lane.number())
                    || core.core().outputSequence(lane.number()) < head
                    || store.sequence(Stream.ENGINE, lane.number()) < head) {
                return false;
            }
        }
        for (int partition = 0; partition < broker.operations.size(); partition++) {
            if (core.core().operationOffset(partition)
                    < broker.operations.get(partition).size() - 1) {
                return false;
            }
        }
        return engine.isUp();
    }

    /** Where everyone stands. */
    String progress(final SimulatedCore core) {
        final StringBuilder text = new StringBuilder();
        for (final SimulatedLane lane : engine.lanes()) {
            text.append(" lane=").append(lane.number());
            text.append(" orders=").append(core.core().orderSequence(lane.number()));
            text.append(" forced=").append(lane.forcedSequence());
            text.append(" core=").append(core.core().outputSequence(lane.number()));
            text.append(" store=").append(store.sequence(Stream.ENGINE, lane.number()));
        }
        return text + " answered=" + clients.isAnswered() + " published=" + core.isPublished();
    }

    /** What must hold when all has come to rest. */
    void atRest(final SimulatedCore core) {
        duringRun(core);
        judgeOrders();
        judgeChains(core.core());
        judgeBalances(core.core());
        judgeTransfers();
        judgeBooks(core.core());
    }

    /** Records of a lane by their sequence, later copies of the same left out. */
    private TreeMap<Long, byte[]> placed(final int lane) {
        final TreeMap<Long, byte[]> records = new TreeMap<>();
        for (final byte[] value : broker.orders.get(lane)) {
            final byte[] before = records.putIfAbsent(SimulatedProducer.sequence(value), value);
            require(
                    before == null || Arrays.equals(before, value),
                    "I8",
                    "one place of the topic orders has two contents lane=" + lane + " sequence="
                            + SimulatedProducer.sequence(value));
        }
        return records;
    }

    private void judgeOrders() {
        final Set<Long> placed = new TreeSet<>();
        for (int lane = 0; lane < broker.orders.size(); lane++) {
            placed(lane).values().forEach(value -> {
                final UnsafeBuffer buffer = new UnsafeBuffer(value);
                if (buffer.getShort(2, ByteOrder.LITTLE_ENDIAN) == PlaceOrderDecoder.TEMPLATE_ID) {
                    placed.add(buffer.getLong(
                            MessageHeaderDecoder.ENCODED_LENGTH + PlaceOrderDecoder.orderIdEncodingOffset(),
                            ByteOrder.LITTLE_ENDIAN));
                }
            });
        }
        final List<Long> answered =
                clients.answers.values().stream().filter(id -> id > 0).toList();
        final Set<Long> accepted = new TreeSet<>(answered);
        require(accepted.size() == answered.size(), "I7", "two requests were given one order");
        final Set<Long> missing = new TreeSet<>(accepted);
        missing.removeAll(placed);
        require(missing.isEmpty(), "I6", "accepted orders are gone ids=" + missing);
        placed.removeAll(accepted);
        require(
                placed.isEmpty(),
                "I7",
                "orders that nobody asked for, or asked for once and placed twice ids=" + placed);
        final Set<Long> stored = new HashSet<>();
        store.rows(Table.ORDERS).forEach(row -> stored.add((Long) row.get("order_id")));
        require(stored.equals(accepted), "I9", "orders in the store are not those accepted stored=" + stored.size());
    }

    private void judgeChains(final BalanceCore core) {
        final OutputHash sha = new OutputHash();
        final byte[] known = new byte[HASH_LENGTH];
        final EngineOutputDecoder output = new EngineOutputDecoder();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        for (final SimulatedLane lane : engine.lanes()) {
            final LaneProcessor again = new LaneProcessor(lane.number());
            final Map<Long, byte[]> hashes = new TreeMap<>();
            int offset = 0;
            for (final byte[] value : broker.orders.get(lane.number())) {
                if (again.process(offset++, new UnsafeBuffer(value), 0, value.length) > 0) {
                    hashes.put(again.outputSequence(), again.lastHash().clone());
                }
            }
            core.outputHash(lane.number(), known);
            require(
                    again.outputSequence() == core.outputSequence(lane.number())
                            && Arrays.equals(again.lastHash(), known),
                    "I10",
                    "UBSCore has another output than the orders give lane=" + lane.number() + " recomputed="
                            + again.state() + " core=" + core.outputSequence(lane.number()) + " "
                            + HexFormat.of().formatHex(known));
            lane.read(lane.earliestSequence(), (sequence, buffer, at, length) -> {
                output.wrapAndApplyHeader(buffer, at, header);
                judgeOutput(lane.number(), sequence, hash(sha, buffer, at, length), hashes);
                return true;
            });
            store.rows(Table.ENGINE_OUTPUTS).stream()
                    .filter(row -> ((Number) row.get("lane")).intValue() == lane.number())
                    .forEach(row -> {
                        final byte[] bytes = ((ByteBuffer) row.get("output")).array();
                        judgeOutput(
                                lane.number(),
                                (long) row.get("sequence"),
                                hash(sha, new UnsafeBuffer(bytes), 0, bytes.length),
                                hashes);
                    });
            require(
                    store.rows(Table.ENGINE_OUTPUTS).stream()
                                    .filter(row -> ((Number) row.get("lane")).intValue() == lane.number())
                                    .count()
                            == again.outputSequence(),
                    "I9",
                    "outputs are missing in the store lane=" + lane.number());
        }
    }

    private static byte[] hash(final OutputHash sha, final DirectBuffer buffer, final int offset, final int length) {
        final byte[] hash = new byte[HASH_LENGTH];
        sha.hash(buffer, offset, length, hash, 0);
        return hash;
    }

    private static void judgeOutput(
            final int lane, final long sequence, final byte[] hash, final Map<Long, byte[]> recomputed) {
        require(
                Arrays.equals(hash, recomputed.get(sequence)),
                "I8",
                "an output is not what the orders give lane=" + lane + " sequence=" + sequence);
    }

    private Map<Key, Holding> balances(final BalanceCore core) {
        final Map<Key, Holding> balances = new TreeMap<>();
        for (long account = -1; account <= SimulatedClients.USERS; account++) {
            final long id = account;
            core.balances(
                    account,
                    (asset, available, held) -> balances.put(new Key(id, asset), new Holding(available, held)));
        }
        balances.values().removeIf(holding -> holding.available() == 0 && holding.held() == 0);
        return balances;
    }

    private void judgeBalances(final BalanceCore core) {
        final Map<Key, Holding> expected = balances(core);
        final Map<Key, Holding> replayed = new TreeMap<>();
        for (final List<byte[]> partition : broker.events) {
            long last = 0;
            for (final byte[] value : partition) {
                final BalanceRecord record = decoder.decode(new UnsafeBuffer(value), 0);
                if (record.stamp().sequence() <= last) {
                    continue;
                }
                require(record.stamp().sequence() == last + 1, "I5", "gap in balance.events behind=" + last);
                last = record.stamp().sequence();
                if (record instanceof AccountEvent event) {
                    event.changes().forEach(change -> replay(replayed, event.accountId(), change));
                }
            }
        }
        replayed.values().removeIf(holding -> holding.available() == 0 && holding.held() == 0);
        require(expected.equals(replayed), "I9", "balances by replay differ core=" + expected + " replay=" + replayed);
        final Map<Key, Holding> stored = new TreeMap<>();
        store.rows(Table.USER_BALANCES).forEach(row -> {
            final int asset = assetId((String) row.get("asset"));
            stored.put(
                    new Key((Long) row.get("account_id"), asset),
                    new Holding(minor(row.get("available"), asset), minor(row.get("held"), asset)));
        });
        stored.values().removeIf(holding -> holding.available() == 0 && holding.held() == 0);
        require(expected.equals(stored), "I9", "balances in the store differ core=" + expected + " store=" + stored);
    }

    private static void replay(
            final Map<Key, Holding> balances, final long accountId, final BalanceRecord.Change change) {
        final Key key = new Key(accountId, change.assetId());
        final Holding before = balances.getOrDefault(key, new Holding(0, 0));
        final Holding after =
                new Holding(before.available() + change.availableDelta(), before.held() + change.heldDelta());
        require(
                after.available() == change.availableAfter() && after.held() == change.heldAfter(),
                "I9",
                "an event does not follow the one before " + key + " before=" + before + " event=" + change);
        balances.put(key, after);
    }

    private static int assetId(final String symbol) {
        return switch (symbol) {
            case "BTC" -> 1;
            case "ETH" -> 2;
            default -> 3;
        };
    }

    private static long minor(final Object amount, final int asset) {
        return ((BigDecimal) amount).movePointRight(SCALES[asset]).longValueExact();
    }

    /** Each transfer that was meant has one result; what was credited is what they say. */
    private void judgeTransfers() {
        final Map<String, TransferResult> results = new TreeMap<>();
        final Set<String> places = new HashSet<>();
        for (final List<byte[]> partition : broker.events) {
            for (final byte[] value : partition) {
                final BalanceRecord record = decoder.decode(new UnsafeBuffer(value), 0);
                final boolean isNew = places.add(
                        record.stamp().partition() + "/" + record.stamp().sequence());
                if (isNew && record instanceof TransferResult result) {
                    final TransferResult before = results.put(result.requestId(), result);
                    require(before == null, "I7", "a transfer has two results requestId=" + result.requestId());
                }
            }
        }
        final Map<Integer, Long> meant = new TreeMap<>();
        final TransferOperationDecoder operation = new TransferOperationDecoder();
        for (final byte[] value : clients.transfers()) {
            operation.wrapAndApplyHeader(new UnsafeBuffer(value), 0, new MessageHeaderDecoder());
            final TransferResult result = results.get(operation.requestId());
            require(result != null, "I6", "a transfer has no result requestId=" + operation.requestId());
            if (result.accepted()) {
                final long sign = operation.kind() == TransferKind.IN ? 1 : -1;
                meant.merge(operation.assetId(), sign * operation.amount(), Long::sum);
            }
        }
        final Map<Integer, Long> owed = new TreeMap<>();
        store.rows(Table.USER_BALANCES).forEach(row -> {
            final int asset = assetId((String) row.get("asset"));
            if ((Long) row.get("account_id") != 0) {
                owed.merge(asset, minor(row.get("available"), asset) + minor(row.get("held"), asset), Long::sum);
            }
        });
        meant.forEach((asset, sum) -> require(
                sum.equals(owed.getOrDefault(asset, 0L)),
                "I1",
                "users and fees have other money than was brought in assetId=" + asset + " brought=" + sum + " owed="
                        + owed.get(asset)));
    }

    /** What is in a book is held for, and nothing else is. */
    private void judgeBooks(final BalanceCore core) {
        int resting = 0;
        for (final SimulatedLane lane : engine.lanes()) {
            for (final int instrument : lane.processor().engine().instrumentIds()) {
                resting += lane.processor().engine().book(instrument).orderCount();
            }
        }
        require(
                resting == core.openOrderCount(),
                "I3",
                "orders in the books are not those that are held for books=" + resting + " held="
                        + core.openOrderCount());
    }

    int tradeCount() {
        return store.rows(Table.SETTLED_TRADES).size();
    }

    /** Of everything at rest. */
    String digest(final SimulatedCore core) {
        final byte[] hash = new byte[HASH_LENGTH];
        core.core().stateHash(hash);
        return HexFormat.of().formatHex(hash, 0, 8) + "-"
                + Integer.toHexString(store.contents().hashCode());
    }

    private static void require(final boolean holds, final String invariant, final String message) {
        if (!holds) {
            throw new InvariantViolation(invariant, message);
        }
    }
}
