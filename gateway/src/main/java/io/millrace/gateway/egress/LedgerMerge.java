package io.millrace.gateway.egress;

import io.millrace.gateway.trading.LedgerEntry;
import io.millrace.gateway.trading.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One list out of the lists of several assets of one account. Holds no state. */
final class LedgerMerge {
    private static final Comparator<LedgerEntry> NEWEST_FIRST = Comparator.comparingLong(LedgerEntry::accountSequence)
            .reversed()
            .thenComparing(entry -> entry.asset().symbol());

    private LedgerMerge() {}

    /** At most {@code countMax} entries, and those of the last event whole. */
    static Page<LedgerEntry> merge(final List<Page<LedgerEntry>> pages, final int countMax) {
        // Below it one of the lists has not been read on.
        final long known = pages.stream().mapToLong(Page::next).max().orElse(0);
        final List<LedgerEntry> entries = new ArrayList<>();
        for (final Page<LedgerEntry> page : pages) {
            page.entries().stream()
                    .filter(entry -> entry.accountSequence() >= known)
                    .forEach(entries::add);
        }
        entries.sort(NEWEST_FIRST);
        int count = Math.min(countMax, entries.size());
        while (count > 0
                && count < entries.size()
                && entries.get(count).accountSequence()
                        == entries.get(count - 1).accountSequence()) {
            count++;
        }
        final boolean isCut = count < entries.size();
        return new Page<>(
                List.copyOf(entries.subList(0, count)),
                isCut ? entries.get(count - 1).accountSequence() : known);
    }
}
