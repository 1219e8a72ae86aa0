package io.millrace.exchange.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The tree of one asset. Leaves stand in the order of their hashes, which salts make random: a place says nothing of a user. A node that has
 * no partner goes up as it is; none is ever doubled.
 */
final class AssetTree {
    private static final Comparator<SumNode> BY_HASH =
            (left, right) -> Arrays.compareUnsigned(left.hash(), right.hash());

    private final List<List<SumNode>> levels = new ArrayList<>();

    /** {@code right}: the sibling stands to the right. */
    record Sibling(boolean right, SumNode node) {}

    /** Of at least one leaf. */
    AssetTree(final List<SumNode> leaves) {
        final List<SumNode> sorted = new ArrayList<>(leaves);
        sorted.sort(BY_HASH);
        levels.add(sorted);
        while (top().size() > 1) {
            final List<SumNode> below = top();
            final List<SumNode> above = new ArrayList<>((below.size() + 1) / 2);
            for (int i = 0; i < below.size(); i += 2) {
                above.add(i + 1 < below.size() ? SumNode.of(below.get(i), below.get(i + 1)) : below.get(i));
            }
            levels.add(above);
        }
    }

    private List<SumNode> top() {
        return levels.get(levels.size() - 1);
    }

    SumNode root() {
        return top().get(0);
    }

    /** From the leaf's sibling to that below the root. */
    List<Sibling> path(final SumNode leaf) {
        int index = Collections.binarySearch(levels.get(0), leaf, BY_HASH);
        if (index < 0) {
            throw new IllegalArgumentException("no such leaf");
        }
        final List<Sibling> path = new ArrayList<>();
        for (final List<SumNode> level : levels.subList(0, levels.size() - 1)) {
            final int sibling = index ^ 1;
            if (sibling < level.size()) {
                path.add(new Sibling(sibling > index, level.get(sibling)));
            }
            index /= 2;
        }
        return path;
    }
}
