package io.millrace.gateway.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.LedgerEntry;
import io.millrace.gateway.trading.Page;
import io.millrace.gateway.trading.PageQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Pages against lists that a naive reader makes: random gaps, filters, times and page sizes, seed printed on failure. */
class BucketScanTest {
    private static final Asset BTC = new Asset(1, "BTC", 8);
    private static final Asset USDT = new Asset(2, "USDT", 6);
    private static final int ROUNDS = 300;

    @Test
    void shouldPageThroughEverythingOnceWhateverTheFilter() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final TreeMap<Long, Long> timeBySequence = table(random);
            final long modulus = 1 + random.nextInt(5);
            final Predicate<Long> filter = random.nextBoolean() ? null : sequence -> sequence % modulus == 0;
            final long startMs = random.nextInt(3) == 0 ? random.nextInt(2000) : 0;
            final long endMs = random.nextInt(3) == 0 ? startMs + random.nextInt(3000) : Long.MAX_VALUE;
            final List<Long> expected = timeBySequence.descendingMap().entrySet().stream()
                    .filter(row -> row.getValue() >= startMs && row.getValue() <= endMs)
                    .map(Map.Entry::getKey)
                    .filter(sequence -> filter == null || filter.test(sequence))
                    .toList();
            final BucketScan<Long> scan = new BucketScan<>(
                    (bucket, below, countMax) ->
                            CompletableFuture.completedStage(rows(timeBySequence, bucket, below, countMax)),
                    sequence -> sequence,
                    timeBySequence::get,
                    filter,
                    sequence -> sequence == 1);
            assertEquals(expected, all(scan, 1 + random.nextInt(7), startMs, endMs), "seed=" + seed);
        }
    }

    @Test
    void shouldAnswerWithACursorWhenAFilterMeetsNothingForLong() {
        final int[] reads = {0};
        final BucketScan<Long> scan = new BucketScan<>(
                (bucket, below, countMax) -> {
                    reads[0]++;
                    return CompletableFuture.completedStage(List.of());
                },
                sequence -> sequence,
                sequence -> 0,
                null,
                sequence -> false);
        final Page<Long> page = page(scan, new PageQuery(1_000_000_000L, 10, 0, Long.MAX_VALUE));
        assertTrue(page.entries().isEmpty());
        assertTrue(page.next() > 0 && page.next() < 1_000_000_000L, page.toString());
        assertTrue(reads[0] < 100, "reads=" + reads[0]);
    }

    @Test
    void shouldKeepAnEventsChangesOfSeveralAssetsTogether() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final List<LedgerEntry> btc = new ArrayList<>();
            final List<LedgerEntry> usdt = new ArrayList<>();
            for (long sequence = 1 + random.nextInt(30); sequence > 0; sequence--) {
                final int kind = random.nextInt(3);
                if (kind != 0) {
                    btc.add(entry(sequence, BTC, sequence));
                }
                if (kind != 1) {
                    usdt.add(entry(sequence, USDT, sequence));
                }
            }
            final List<LedgerEntry> expected = new ArrayList<>(btc);
            expected.addAll(usdt);
            expected.sort(Comparator.comparingLong(LedgerEntry::accountSequence)
                    .reversed()
                    .thenComparing(entry -> entry.asset().symbol()));
            final int countMax = 1 + random.nextInt(6);
            final List<LedgerEntry> found = new ArrayList<>();
            long below = Long.MAX_VALUE;
            do {
                final Page<LedgerEntry> page =
                        LedgerMerge.merge(List.of(part(btc, below, countMax), part(usdt, below, countMax)), countMax);
                found.addAll(page.entries());
                below = page.next();
            } while (below > 0);
            assertEquals(expected, found, "seed=" + seed);
        }
    }

    @Test
    void shouldFindTheLastChangeAtASequenceOfUbscore() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final TreeMap<Long, Long> coreBySequence = new TreeMap<>();
            long core = 0;
            for (final long sequence : table(random).keySet()) {
                core += 1 + random.nextInt(3);
                coreBySequence.put(sequence, core);
            }
            final long asOf = random.nextInt((int) core + 3);
            final var expected = coreBySequence.entrySet().stream()
                    .filter(row -> row.getValue() <= asOf)
                    .reduce((first, second) -> second)
                    .map(Map.Entry::getKey);
            final LedgerSearch search = new LedgerSearch(
                    (bucket, below, countMax) ->
                            CompletableFuture.completedStage(rows(coreBySequence, bucket, below, countMax).stream()
                                    .map(sequence -> entry(sequence, BTC, coreBySequence.get(sequence)))
                                    .toList()),
                    asOf);
            final long last = coreBySequence.isEmpty() ? 0 : coreBySequence.lastKey() + random.nextInt(3);
            assertEquals(
                    expected,
                    search.last(last).toCompletableFuture().join().map(LedgerEntry::accountSequence),
                    "seed=" + seed);
        }
    }

    private static Page<LedgerEntry> part(final List<LedgerEntry> entries, final long below, final int countMax) {
        final List<LedgerEntry> rest = entries.stream()
                .filter(entry -> entry.accountSequence() < below)
                .toList();
        return rest.size() <= countMax - 1
                ? new Page<>(rest, 0)
                : new Page<>(rest.subList(0, countMax), rest.get(countMax - 1).accountSequence());
    }

    private static LedgerEntry entry(final long sequence, final Asset asset, final long coreSequence) {
        return new LedgerEntry(
                sequence,
                asset,
                new LedgerEntry.Amounts(1, 0, sequence, 0),
                new LedgerEntry.Origin("TRANSFER_IN", "NONE", 0, 0, "", "", coreSequence),
                sequence);
    }

    /** Sequences in up to four buckets, some of them empty; times that never fall. */
    private static TreeMap<Long, Long> table(final Random random) {
        final TreeMap<Long, Long> table = new TreeMap<>();
        final int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            final long bucket = random.nextInt(4);
            table.put(Math.max(1, bucket * BucketScan.BUCKET_SIZE + random.nextInt(20)), 0L);
        }
        long timeMs = 0;
        for (final Long sequence : table.keySet()) {
            timeMs += random.nextInt(100);
            table.put(sequence, timeMs);
        }
        return table;
    }

    private static List<Long> rows(
            final TreeMap<Long, Long> table, final long bucket, final long below, final int countMax) {
        return table.descendingKeySet().stream()
                .filter(sequence -> sequence / BucketScan.BUCKET_SIZE == bucket && sequence < below)
                .limit(countMax)
                .toList();
    }

    private static List<Long> all(
            final BucketScan<Long> scan, final int countMax, final long startMs, final long endMs) {
        final List<Long> found = new ArrayList<>();
        long below = 4 * BucketScan.BUCKET_SIZE;
        do {
            final Page<Long> page = page(scan, new PageQuery(below, countMax, startMs, endMs));
            assertTrue(page.entries().size() <= countMax);
            found.addAll(page.entries());
            below = page.next();
        } while (below > 0);
        return found;
    }

    private static Page<Long> page(final BucketScan<Long> scan, final PageQuery query) {
        return scan.page(query.below(), 0, query).toCompletableFuture().join();
    }
}
