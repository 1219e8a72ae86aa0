package io.millrace.engine.book;

import java.util.Arrays;

/**
 * Ordered map from 48-bit keys to level indexes: a trie whose nodes cover 64 keys each with one bitmap. Keys that are
 * neighbours share a node, the next key is a bit scan, and the cost depends neither on how many keys there are nor on how
 * far they lie apart. A direct-mapped cache finds the leaf of a key without walking down.
 */
final class PriceIndex {
    static final int KEY_BITS = 48;

    private static final int NODE_BITS = 6;
    private static final int HEIGHT = KEY_BITS / NODE_BITS;
    private static final int ROOT = 1;
    private static final long NOT_A_LEAF = -1;
    /** 4 096 leaves are 2^18 prices. */
    private static final int CACHE_SIZE = 4096;

    /** Not to be added to. */
    static final PriceIndex EMPTY = new PriceIndex();

    private final int[] leafCache = new int[CACHE_SIZE];
    private long[] masks = new long[64];
    /** Leaf: key >>> 6; other nodes: {@link #NOT_A_LEAF}. */
    private long[] prefixes = new long[64];
    /** Of a free node: the next free one. */
    private int[] parents = new int[64];

    private int[] children = new int[64 << NODE_BITS];
    private int nodeCount = ROOT + 1;
    private int freeNode;

    PriceIndex() {
        Arrays.fill(prefixes, NOT_A_LEAF);
    }

    /** Level of a key; 0: none. */
    int find(final long key) {
        final int leaf = leaf(key);
        return (masks[leaf] >>> key & 1) == 0 ? 0 : children[leaf << NODE_BITS | (int) key & 63];
    }

    /** Add a key that is not there. */
    void insert(final long key, final int level) {
        int node = leaf(key);
        if (node == 0) {
            node = makePath(key);
        }
        masks[node] |= 1L << key;
        children[node << NODE_BITS | (int) key & 63] = level;
    }

    /** Take a key out that is there, and the nodes that this leaves empty. */
    void remove(final long key) {
        int node = leaf(key);
        masks[node] &= ~(1L << key);
        int height = 0;
        while (masks[node] == 0 && node != ROOT) {
            final int parent = parents[node];
            prefixes[node] = NOT_A_LEAF;
            parents[node] = freeNode;
            freeNode = node;
            node = parent;
            height++;
            masks[node] &= ~(1L << (key >>> NODE_BITS * height));
        }
    }

    /** Level of the lowest key above this one, which is there itself; 0: none. */
    int next(final long key) {
        int node = leaf(key);
        int height = 0;
        long above = masks[node] & -2L << key;
        while (above == 0) {
            if (++height == HEIGHT) {
                return 0;
            }
            node = parents[node];
            above = masks[node] & -2L << (key >>> NODE_BITS * height);
        }
        return lowest(children[node << NODE_BITS | Long.numberOfTrailingZeros(above)], height - 1);
    }

    /** Level of the lowest key; there is one. */
    int first() {
        return lowest(ROOT, HEIGHT - 1);
    }

    private int lowest(final int node, final int height) {
        int child = node;
        for (int i = height; i >= 0; i--) {
            child = children[child << NODE_BITS | Long.numberOfTrailingZeros(masks[child])];
        }
        return child;
    }

    /** Leaf that covers a key; 0 (whose mask stays empty) if there is none. */
    private int leaf(final long key) {
        final long prefix = key >>> NODE_BITS;
        final int cached = leafCache[(int) prefix & CACHE_SIZE - 1];
        return prefixes[cached] == prefix ? cached : walk(key);
    }

    private int walk(final long key) {
        int node = ROOT;
        for (int height = HEIGHT - 1; height > 0; height--) {
            final long digit = key >>> NODE_BITS * height;
            if ((masks[node] >>> digit & 1) == 0) {
                return 0;
            }
            node = children[node << NODE_BITS | (int) digit & 63];
        }
        leafCache[(int) (key >>> NODE_BITS) & CACHE_SIZE - 1] = node;
        return node;
    }

    private int makePath(final long key) {
        int node = ROOT;
        for (int height = HEIGHT - 1; height > 0; height--) {
            final long digit = key >>> NODE_BITS * height;
            if ((masks[node] >>> digit & 1) == 0) {
                final int child = allocate();
                parents[child] = node;
                masks[node] |= 1L << digit;
                children[node << NODE_BITS | (int) digit & 63] = child;
            }
            node = children[node << NODE_BITS | (int) digit & 63];
        }
        prefixes[node] = key >>> NODE_BITS;
        leafCache[(int) (key >>> NODE_BITS) & CACHE_SIZE - 1] = node;
        return node;
    }

    private int allocate() {
        if (freeNode != 0) {
            final int node = freeNode;
            freeNode = parents[node];
            return node;
        }
        if (nodeCount == masks.length) {
            final int capacity = nodeCount * 2;
            masks = Arrays.copyOf(masks, capacity);
            parents = Arrays.copyOf(parents, capacity);
            children = Arrays.copyOf(children, capacity << NODE_BITS);
            prefixes = Arrays.copyOf(prefixes, capacity);
            Arrays.fill(prefixes, nodeCount, capacity, NOT_A_LEAF);
        }
        return nodeCount++;
    }
}
