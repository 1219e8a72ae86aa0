package io.millrace.exchange.proof;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks a proof of liabilities that a user was given. Needs nothing of the exchange, and no library: copy this one file, read it, and run
 * {@code java ProofVerifier.java PROOF.json TOP}, where TOP is the hash that the exchange put on record (in hexadecimal digits). Ends with 0
 * if the proof holds, 1 if it does not, 2 on wrong usage.
 *
 * <p>Recomputed are: each leaf from user, asset, amount and salt; the way from it to its asset's root, every sum of which must be neither
 * negative nor too large; the one hash over all roots, sums, sequence and shard. The layout of what is hashed stands in {@code docs/audit.md}.
 */
public final class ProofVerifier {
    private static final int HASH_LENGTH = 32;
    private static final int SUM_LENGTH = 16;
    private static final BigInteger SUM_MAX = BigInteger.ONE.shiftLeft(8 * SUM_LENGTH - 1);
    private static final HexFormat HEX = HexFormat.of();

    private final String text;
    private int index;

    private ProofVerifier(final String text) {
        this.text = text;
    }

    /** Checks a file against a hash. */
    public static void main(final String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: java ProofVerifier.java PROOF.json TOP");
            System.exit(2);
        }
        final String fault = verify(Files.readString(Path.of(args[0])), args[1]);
        System.out.println(fault == null ? "the proof holds" : "THE PROOF DOES NOT HOLD: " + fault);
        System.exit(fault == null ? 0 : 1);
    }

    /** What is wrong with a proof; null if it holds under {@code top}, hexadecimal. */
    public static String verify(final String proof, final String top) {
        try {
            final Map<?, ?> fields = (Map<?, ?>) new ProofVerifier(proof).value();
            final String found = HEX.formatHex(top(fields));
            if (!found.equalsIgnoreCase(top.strip())) {
                return "roots do not give the hash on record: given=" + top + " computed=" + found;
            }
            for (final Object leaf : (List<?>) fields.get("leaves")) {
                final String fault = verifyLeaf(fields, (Map<?, ?>) leaf);
                if (fault != null) {
                    return fault;
                }
            }
            return null;
        } catch (final RuntimeException e) {
            return "can't be read: " + e;
        }
    }

    private static byte[] top(final Map<?, ?> proof) {
        final List<?> assets = (List<?>) proof.get("assets");
        final ByteBuffer bytes = ByteBuffer.allocate(17 + assets.size() * (4 + HASH_LENGTH + SUM_LENGTH));
        bytes.put((byte) 2);
        bytes.putInt(Integer.parseInt(proof.get("shard").toString()));
        bytes.putLong(Long.parseLong(proof.get("coreSequence").toString()));
        bytes.putInt(assets.size());
        for (final Object each : assets) {
            final Map<?, ?> asset = (Map<?, ?>) each;
            bytes.putInt(Integer.parseInt(asset.get("assetId").toString()));
            bytes.put(hash(asset.get("hash")));
            bytes.put(sumBytes(sum(asset.get("sum"))));
        }
        return sha256(bytes.array());
    }

    private static String verifyLeaf(final Map<?, ?> proof, final Map<?, ?> leaf) {
        final int assetId = Integer.parseInt(leaf.get("assetId").toString());
        final BigInteger amount = sum(leaf.get("amount"));
        byte[] hash = sha256(ByteBuffer.allocate(1 + HASH_LENGTH + 8 + 4 + 8)
                .put((byte) 0)
                .put(hash(leaf.get("salt")))
                .putLong(Long.parseLong(proof.get("userId").toString()))
                .putInt(assetId)
                .putLong(amount.longValueExact())
                .array());
        BigInteger sum = amount;
        for (final Object each : (List<?>) leaf.get("path")) {
            final Map<?, ?> sibling = (Map<?, ?>) each;
            final boolean right = sibling.get("side").equals("RIGHT");
            final byte[] otherHash = hash(sibling.get("hash"));
            final BigInteger otherSum = sum(sibling.get("sum"));
            final ByteBuffer bytes =
                    ByteBuffer.allocate(1 + 2 * (HASH_LENGTH + SUM_LENGTH)).put((byte) 1);
            bytes.put(right ? hash : otherHash).put(sumBytes(right ? sum : otherSum));
            bytes.put(right ? otherHash : hash).put(sumBytes(right ? otherSum : sum));
            hash = sha256(bytes.array());
            sum = sum(sum.add(otherSum));
        }
        for (final Object each : (List<?>) proof.get("assets")) {
            final Map<?, ?> asset = (Map<?, ?>) each;
            if (Integer.parseInt(asset.get("assetId").toString()) == assetId) {
                return HEX.formatHex(hash).equals(asset.get("hash")) && sum.equals(sum(asset.get("sum")))
                        ? null
                        : "leaf does not lead to its root: assetId=" + assetId + " amount=" + amount;
            }
        }
        return "leaf's asset has no root: assetId=" + assetId;
    }

    private static BigInteger sum(final Object value) {
        final BigInteger sum = new BigInteger(value.toString());
        if (sum.signum() < 0 || sum.compareTo(SUM_MAX) >= 0) {
            throw new IllegalArgumentException("sum is negative or too large: " + sum);
        }
        return sum;
    }

    private static byte[] sumBytes(final BigInteger sum) {
        final byte[] magnitude = sum.toByteArray();
        final byte[] bytes = new byte[SUM_LENGTH];
        System.arraycopy(magnitude, 0, bytes, SUM_LENGTH - magnitude.length, magnitude.length);
        return bytes;
    }

    private static byte[] hash(final Object hex) {
        final byte[] hash = HEX.parseHex(hex.toString());
        if (hash.length != HASH_LENGTH) {
            throw new IllegalArgumentException("no hash: " + hex);
        }
        return hash;
    }

    private static byte[] sha256(final byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // JSON, as much of it as a proof needs: objects, lists, texts without escapes, and plain words and numbers as
    // texts.

    private Object value() {
        final char first = next();
        if (first == '{') {
            final Map<String, Object> fields = new LinkedHashMap<>();
            while (more('}')) {
                final String name = value().toString();
                require(':');
                if (fields.put(name, value()) != null) {
                    throw new IllegalArgumentException("field comes twice: " + name);
                }
            }
            return fields;
        }
        if (first == '[') {
            final List<Object> items = new ArrayList<>();
            while (more(']')) {
                items.add(value());
            }
            return items;
        }
        final int start = first == '"' ? index : index - 1;
        while (first == '"' ? text.charAt(index) != '"' : ",]}: \t\r\n".indexOf(text.charAt(index)) < 0) {
            index++;
        }
        return text.substring(start, first == '"' ? index++ : index);
    }

    private boolean more(final char end) {
        char found = next();
        if (found == ',') {
            return true;
        }
        if (found != end) {
            index--;
            return true;
        }
        return false;
    }

    private void require(final char expected) {
        if (next() != expected) {
            throw new IllegalArgumentException("no proof: expected " + expected + " at " + index);
        }
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(index))) {
            index++;
        }
        return text.charAt(index++);
    }
}
