package io.millrace.engine.egress;

import io.millrace.engine.book.LevelConsumer;
import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;

/** Price levels of one side: changed often, sorted when someone asks. Not thread-safe. */
final class SideDepth {
    private final Long2ObjectHashMap<Level> levels = new Long2ObjectHashMap<>();
    private final boolean isDescending;

    SideDepth(final boolean isDescending) {
        this.isDescending = isDescending;
    }

    /** Sets a level; quantity 0: it is gone. */
    void put(final long price, final long quantity, final int orderCount) {
        if (quantity == 0) {
            levels.remove(price);
            return;
        }
        final Level level = levels.computeIfAbsent(price, key -> new Level());
        level.quantity = quantity;
        level.orderCount = orderCount;
    }

    void forEachBestFirst(final int countMax, final LevelConsumer consumer) {
        final long[] prices =
                levels.keySet().stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(prices);
        final int count = Math.min(countMax, prices.length);
        for (int i = 0; i < count; i++) {
            final long price = prices[isDescending ? prices.length - 1 - i : i];
            final Level level = levels.get(price);
            consumer.onLevel(price, level.quantity, level.orderCount);
        }
    }

    private static final class Level {
        private long quantity;
        private int orderCount;
    }
}
