package io.millrace.feed;

import java.nio.charset.StandardCharsets;

/**
 * Framing of the feed. All numbers little endian, all messages SBE with their header (schema {@code millrace.xml}).
 *
 * <pre>
 *   PUB to SUB, one ZeroMQ message of two frames:
 *
 *   0        5      9 10       0        8                                            n
 *   +--------+------+-+        +--------+--------------------------------------------+
 *   |"lane/" | NNNN |/|        | header | FeedBatch (501) or FeedHeartbeat (502)     |
 *   +--------+------+-+        +--------+--------------------------------------------+
 *
 *   FeedBatch behind its header:
 *
 *   0         8    10      18      26        58            62
 *   +---------+----+-------+-------+---------+-------------+---------------------------------
 *   |requestId|lane| first | head  |lastHash | 0 | count   | length | output | length | ...
 *   +---------+----+-------+-------+---------+-------------+---------------------------------
 *     8         2    8       8       32        2   2         4        length
 *
 *   DEALER to ROUTER, one frame (the ROUTER sees the peer's identity before it):
 *     FeedRangeRequest (503), BookImageRequest (506), FeedProgress (505)
 *   ROUTER to DEALER, one frame:
 *     FeedBatch (501), BookImage (507), FeedRefusal (504); a FeedProgress is not answered
 * </pre>
 */
public final class FeedFrames {
    /** Largest output: the book stops a command after so many fills that its output stays below. */
    public static final int OUTPUT_LENGTH_MAX = 2 << 20;
    /** Largest message of the feed: a batch that ends with the largest output, with room to spare. */
    public static final int MESSAGE_LENGTH_MAX = 4 << 20;
    /** Outputs in a batch; the group's count has 16 bits. */
    public static final int BATCH_COUNT_MAX = 8192;
    /** Bytes of a SHA-256. */
    public static final int HASH_LENGTH = 32;
    /** Lanes that a topic has digits for. */
    public static final int LANE_COUNT_MAX = 10_000;

    private static final String TOPIC_PREFIX = "lane/";
    private static final int TOPIC_LENGTH = 10;

    private FeedFrames() {}

    /** Topic frame of a lane, for example {@code lane/0003/}. */
    public static byte[] topic(final int lane) {
        if (lane < 0 || lane >= LANE_COUNT_MAX) {
            throw new IllegalArgumentException("lane out of range: lane=" + lane);
        }
        final String digits = Integer.toString(LANE_COUNT_MAX + lane).substring(1);
        return (TOPIC_PREFIX + digits + '/').getBytes(StandardCharsets.US_ASCII);
    }

    /** Lane that a topic frame names, or -1 if it is no such frame. */
    static int lane(final byte[] topic) {
        if (topic.length != TOPIC_LENGTH || topic[TOPIC_LENGTH - 1] != '/') {
            return -1;
        }
        for (int i = 0; i < TOPIC_PREFIX.length(); i++) {
            if (topic[i] != TOPIC_PREFIX.charAt(i)) {
                return -1;
            }
        }
        int lane = 0;
        for (int i = TOPIC_PREFIX.length(); i < TOPIC_LENGTH - 1; i++) {
            final int digit = topic[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            lane = lane * 10 + digit;
        }
        return lane;
    }
}
