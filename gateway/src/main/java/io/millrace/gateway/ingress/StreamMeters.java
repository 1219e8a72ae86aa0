package io.millrace.gateway.ingress;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.stream.StreamMetrics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happens to streams as counters; tags are kinds of channels, methods and close codes: few. Any thread may call. */
final class StreamMeters implements StreamMetrics {
    private static final Set<String> METHODS =
            Set.of("subscribe", "unsubscribe", "resync", "list", "auth", "ping", "SUBSCRIBE", "UNSUBSCRIBE");

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    StreamMeters(final MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void published(final String kind, final int clientCount) {
        counter("millrace_gateway_stream_messages", "channel", kind).increment(clientCount);
    }

    @Override
    public void fellBehind(final String kind, final int clientCount) {
        counter("millrace_gateway_stream_slow_consumers", "channel", kind).increment(clientCount);
    }

    @Override
    public void closed(final int code) {
        counter("millrace_gateway_stream_closes", "code", Integer.toString(code))
                .increment();
    }

    @Override
    public void control(final String method) {
        counter("millrace_gateway_stream_controls", "method", METHODS.contains(method) ? method : "other")
                .increment();
    }

    private Counter counter(final String name, final String tag, final String value) {
        return counters.computeIfAbsent(
                name + value, key -> Counter.builder(name).tag(tag, value).register(registry));
    }
}
