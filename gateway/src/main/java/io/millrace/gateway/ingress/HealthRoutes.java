package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.Ports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether the gateway lives, and whether everything it stands on does. */
final class HealthRoutes {
    private final Ports ports;

    HealthRoutes(final Ports ports) {
        this.ports = ports;
    }

    List<Route> routes() {
        final Set<String> none = Set.of();
        return List.of(
                new Route("GET", "/healthz", Access.PUBLIC, none, request -> healthy()),
                new Route("GET", "/api/v1/healthz", Access.PUBLIC, none, request -> healthy()),
                new Route("GET", "/readyz", Access.PUBLIC, none, request -> ready()),
                new Route("GET", "/api/v1/readyz", Access.PUBLIC, none, request -> ready()),
                new Route("GET", "/startupz", Access.PUBLIC, none, request -> ready()),
                new Route("GET", "/api/v1/status", Access.PUBLIC, none, request -> status()));
    }

    boolean isReady() {
        return !dependencies().containsValue(false);
    }

    /** What the gateway stands on, and whether it is there. */
    Map<String, Boolean> dependencies() {
        final Map<String, Boolean> dependencies = new LinkedHashMap<>();
        dependencies.put("ubscore", ports.core().isConnected());
        dependencies.put("reference", !ports.core().reference().isEmpty());
        dependencies.put("broker", ports.transfers().isConnected());
        dependencies.put("engine", ports.feed().isLive());
        dependencies.put("store", ports.store().isConnected());
        return dependencies;
    }

    private static CompletionStage<Answer> healthy() {
        return Answer.json(200, json -> json.writeStringField("status", "UP")).now();
    }

    /** Each dependency with its lag where it has one: outputs of the engine that are not in the store yet. */
    private CompletionStage<Answer> ready() {
        final Map<String, Boolean> dependencies = dependencies();
        return storeLag().handle((lag, fault) -> fault == null ? lag : null).thenApply(lag -> ready(dependencies, lag));
    }

    private static Answer ready(final Map<String, Boolean> dependencies, final Long storeLag) {
        final boolean isReady = !dependencies.containsValue(false);
        return Answer.json(isReady ? 200 : 503, json -> {
            json.writeBooleanField("ready", isReady);
            json.writeObjectFieldStart("dependencies");
            for (final Map.Entry<String, Boolean> dependency : dependencies.entrySet()) {
                json.writeObjectFieldStart(dependency.getKey());
                json.writeBooleanField("ready", dependency.getValue());
                if (storeLag != null && "store".equals(dependency.getKey())) {
                    json.writeNumberField("lag", storeLag);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    private CompletionStage<Long> storeLag() {
        CompletionStage<Long> lag = CompletableFuture.completedStage(0L);
        if (!ports.store().isConnected()) {
            return CompletableFuture.completedStage(null);
        }
        for (final int lane : ports.core().reference().lanes()) {
            final long head = ports.feed().outputSequence(lane);
            lag = lag.thenCombine(
                    ports.store().outputSequence(lane), (sum, stored) -> sum + Math.max(0, head - stored));
        }
        return lag;
    }

    private CompletionStage<Answer> status() {
        final boolean isReady = isReady();
        return Answer.json(200, json -> {
                    json.writeBooleanField("ready", isReady);
                    json.writeArrayFieldStart("symbols");
                    for (final var instrument : ports.core().reference().instruments()) {
                        json.writeStartObject();
                        json.writeStringField("symbol", instrument.symbol());
                        json.writeStringField("state", instrument.state());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .now();
    }
}
