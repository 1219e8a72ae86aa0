package io.millrace.gateway.ingress;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Token buckets by address, by caller, and by caller for orders. The tables are bounded: who has been silent longest is
 * forgotten, with a full bucket or nearly so. Any thread may call.
 */
final class BucketLimiter implements RequestLimiter {
    /** Addresses and callers remembered, each a few hundred bytes. */
    private static final int BUCKETS_MAX = 1 << 16;

    private final Duration window;
    private final LimitSettings settings;
    private final Map<String, Bucket> addresses = table();
    private final Map<String, Bucket> callers = table();
    private final Map<String, Bucket> orders = table();

    BucketLimiter(final LimitSettings settings) {
        this.settings = settings;
        window = Duration.ofSeconds(settings.windowSeconds());
    }

    @Override
    public List<RateLimitPolicy> policies() {
        return List.of(
                new RateLimitPolicy("address", settings.addressLimit(), settings.windowSeconds()),
                new RateLimitPolicy("requests", settings.requestLimit(), settings.windowSeconds()),
                new RateLimitPolicy("orders", settings.orderLimit(), settings.windowSeconds()));
    }

    @Override
    public void admitAddress(final InetAddress address) {
        spend(bucket(addresses, address.getHostAddress(), settings.addressLimit()), 1, ErrorCode.RATE_LIMITED);
    }

    @Override
    public long admitCaller(final Caller caller, final Route route) {
        if (route.method().equals("POST") && route.template().contains("/orders")) {
            spend(bucket(orders, caller.name(), settings.orderLimit()), route.weight(), ErrorCode.TOO_MANY_ORDERS);
        }
        return spend(bucket(callers, caller.name(), settings.requestLimit()), route.weight(), ErrorCode.RATE_LIMITED);
    }

    private static long spend(final Bucket bucket, final int units, final ErrorCode error) {
        final ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(units);
        if (!probe.isConsumed()) {
            final long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
            throw Refusal.of(error, "the limit is spent, retryAfterSeconds=" + seconds)
                    .with("retryAfterSeconds", Long.toString(seconds));
        }
        return probe.getRemainingTokens();
    }

    private Bucket bucket(final Map<String, Bucket> table, final String name, final long limit) {
        synchronized (table) {
            return table.computeIfAbsent(name, ignored -> Bucket.builder()
                    .addLimit(spec -> spec.capacity(limit).refillGreedy(limit, window))
                    .build());
        }
    }

    private static Map<String, Bucket> table() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(final Map.Entry<String, Bucket> eldest) {
                return size() > BUCKETS_MAX;
            }
        };
    }
}
