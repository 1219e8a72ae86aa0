package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Refusals as {@code application/problem+json}. */
final class ProblemJson {
    private ProblemJson() {}

    static Answer answer(final Refusal refusal, final String requestId) {
        final ErrorCode error = refusal.error();
        final byte[] body = Json.object(json -> write(json, refusal, requestId));
        final Answer answer = new Answer(error.status(), Answer.PROBLEM, body).replayedIf(refusal.isReplayed());
        if (error == ErrorCode.METHOD_NOT_ALLOWED) {
            answer.with("Allow", refusal.details().getOrDefault("allow", ""));
        }
        if (error.status() == 429 || error.status() == 503) {
            answer.with("Retry-After", refusal.details().getOrDefault("retryAfterSeconds", "1"));
        }
        return answer;
    }

    static void write(final JsonGenerator json, final Refusal refusal, final String requestId) throws IOException {
        final ErrorCode error = refusal.error();
        json.writeStringField("type", "/errors/" + error.name().toLowerCase(Locale.ROOT));
        json.writeStringField("title", error.title());
        json.writeNumberField("status", error.status());
        json.writeStringField("detail", refusal.getMessage());
        json.writeStringField("error", error.name());
        json.writeNumberField("code", error.code());
        json.writeStringField("msg", refusal.getMessage());
        json.writeStringField("outcome", refusal.outcome().name());
        json.writeBooleanField("retryable", error.isRetryable());
        json.writeStringField("requestId", requestId);
        json.writeObjectFieldStart("details");
        for (final Map.Entry<String, String> detail : refusal.details().entrySet()) {
            json.writeStringField(detail.getKey(), detail.getValue());
        }
        json.writeEndObject();
    }
}
