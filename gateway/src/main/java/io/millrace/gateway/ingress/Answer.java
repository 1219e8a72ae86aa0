package io.millrace.gateway.ingress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A whole HTTP answer. Not changed once it is handed to the server. */
final class Answer {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Answer(final int status, final String contentType, final byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    static Answer json(final int status, final Json.Body body) {
        return new Answer(status, JSON, Json.object(body));
    }

    /** The answer to a read, with the sequence that it shows. */
    static Answer read(final long sequence, final Json.Body body) {
        return json(200, body).with("X-Seq", Long.toString(sequence));
    }

    Answer with(final String name, final String value) {
        headers.put(name, value);
        return this;
    }

    Answer replayedIf(final boolean isReplayed) {
        return isReplayed ? with("Idempotent-Replayed", "true") : this;
    }

    CompletionStage<Answer> now() {
        return CompletableFuture.completedStage(this);
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }
}
