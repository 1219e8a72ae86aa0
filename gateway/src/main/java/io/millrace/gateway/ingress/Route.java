package io.millrace.gateway.ingress;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One method of one path.
 *
 * @param template path with {@code {name}} for a segment that varies
 * @param parameters names that its query may have, {@code timeUnit} apart
 * @param protocol what its requests and errors look like
 */
record Route(
        String method, String template, Access access, Set<String> parameters, Handler handler, Protocol protocol) {
    /** A route of our own kind. */
    Route(
            final String method,
            final String template,
            final Access access,
            final Set<String> parameters,
            final Handler handler) {
        this(method, template, access, parameters, handler, Protocol.OWN);
    }

    /** Answers one request. Runs on an I/O thread: never blocks. Refuses by throwing or by failing the stage. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<Answer> handle(Request request);
    }

    /** What a request costs of its caller's limit: reads of many rows and batches more than one. */
    int weight() {
        return template.endsWith("/batch") ? 10 : method.equals("GET") && access != Access.PUBLIC ? 2 : 1;
    }

    /** Whether a request to it has a JSON body. */
    boolean hasBody() {
        return method.equals("POST") || method.equals("PUT");
    }
}
