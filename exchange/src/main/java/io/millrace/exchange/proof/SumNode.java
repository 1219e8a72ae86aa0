package io.millrace.exchange.proof;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A node: a hash, and the sum of what stands below it. Immutable.
 *
 * <pre>
 *   leaf   SHA-256( 0 | salt 32 | userId int64 | assetId int32 | amount int64 )
 *   node   SHA-256( 1 | left hash 32 | left sum 16 | right hash 32 | right sum 16 )
 *   top    SHA-256( 2 | shard int32 | core sequence int64 | count int32 | count times: assetId int32 | root hash 32 | root sum 16 )
 * </pre>
 *
 * Big endian; sums are unsigned. The first byte keeps a leaf from being shown as a node, or the reverse.
 */
record SumNode(byte[] hash, BigInteger sum) {
    static final int HASH_LENGTH = 32;
    static final int SUM_LENGTH = 16;
    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final BigInteger SUM_MAX = BigInteger.ONE.shiftLeft(8 * SUM_LENGTH - 1);

    SumNode {
        if (sum.signum() < 0 || sum.compareTo(SUM_MAX) >= 0) {
            throw new IllegalArgumentException("sum out of range sum=" + sum);
        }
        if (hash.length != HASH_LENGTH) {
            throw new IllegalArgumentException("no hash length=" + hash.length);
        }
    }

    /** What one user has of one asset, in minor units. */
    static SumNode leaf(final byte[] salt, final long userId, final int assetId, final long amount) {
        final ByteBuffer bytes = ByteBuffer.allocate(1 + HASH_LENGTH + Long.BYTES + Integer.BYTES + Long.BYTES);
        bytes.put(LEAF).put(salt).putLong(userId).putInt(assetId).putLong(amount);
        return new SumNode(sha256(bytes.array()), BigInteger.valueOf(amount));
    }

    static SumNode of(final SumNode left, final SumNode right) {
        final ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * (HASH_LENGTH + SUM_LENGTH));
        bytes.put(NODE).put(left.hash).put(sumBytes(left.sum)).put(right.hash).put(sumBytes(right.sum));
        return new SumNode(sha256(bytes.array()), left.sum.add(right.sum));
    }

    static byte[] sumBytes(final BigInteger sum) {
        final byte[] magnitude = sum.toByteArray();
        final byte[] bytes = new byte[SUM_LENGTH];
        System.arraycopy(magnitude, 0, bytes, SUM_LENGTH - magnitude.length, magnitude.length);
        return bytes;
    }

    static byte[] sha256(final byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
