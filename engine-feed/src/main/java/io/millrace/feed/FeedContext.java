package io.millrace.feed;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.concurrent.TimeUnit;

/**
 * Settings of both ends of the feed, {@code millrace.feed} in the configuration. Immutable.
 *
 * <p>Times are in nanoseconds; what each means is said in {@code reference.conf}.
 */
public final class FeedContext {
    final int sendHighWaterMark;
    final int receiveHighWaterMark;
    final int batchCountMax;
    final int batchLengthMax;
    final long heartbeatIntervalNs;
    final long quietIntervalNs;
    final int requestCountMax;
    final int requestLengthMax;
    final long requestTimeoutNs;
    final long retryMinNs;
    final long retryMaxNs;
    final long silenceTimeoutNs;
    final int bufferLengthMax;
    final long progressIntervalNs;
    final FeedCurve curve;
    private final Config feed;

    private FeedContext(final Config feed) {
        this.feed = feed;
        sendHighWaterMark = feed.getInt("send-high-water-mark");
        receiveHighWaterMark = feed.getInt("receive-high-water-mark");
        batchCountMax = bounded("batch-count-max", 1, FeedFrames.BATCH_COUNT_MAX);
        batchLengthMax = bounded("batch-length-max", 1, FeedFrames.OUTPUT_LENGTH_MAX);
        heartbeatIntervalNs = durationNs("heartbeat-interval");
        quietIntervalNs = durationNs("quiet-interval");
        requestCountMax = bounded("request-count-max", 1, FeedFrames.BATCH_COUNT_MAX);
        requestLengthMax = bounded("request-length-max", 1, FeedFrames.OUTPUT_LENGTH_MAX);
        requestTimeoutNs = durationNs("request-timeout");
        retryMinNs = durationNs("retry-min");
        retryMaxNs = durationNs("retry-max");
        silenceTimeoutNs = durationNs("silence-timeout");
        // Two of the largest messages: one that is being delivered and one behind it.
        bufferLengthMax = bounded("buffer-length-max", 2 * FeedFrames.MESSAGE_LENGTH_MAX, 1 << 30);
        progressIntervalNs = durationNs("progress-interval");
        curve = new FeedCurve(feed.getConfig("curve"));
    }

    /** Settings under {@code millrace.feed} of a root configuration. */
    public static FeedContext fromConfig(final Config config) {
        return new FeedContext(config.getConfig("millrace.feed"));
    }

    /** The settings of {@code reference.conf}. */
    public static FeedContext defaults() {
        return fromConfig(ConfigFactory.load());
    }

    /** A copy with one key, named as in {@code reference.conf}, changed. */
    public FeedContext with(final String key, final Object value) {
        return new FeedContext(feed.withValue(key, ConfigValueFactory.fromAnyRef(value)));
    }

    private int bounded(final String key, final int min, final int max) {
        final int value = feed.getInt(key);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "millrace.feed." + key + "=" + value + " is out of range: min=" + min + " max=" + max);
        }
        return value;
    }

    private long durationNs(final String key) {
        return feed.getDuration(key, TimeUnit.NANOSECONDS);
    }
}
