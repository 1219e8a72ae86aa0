package io.millrace.gateway.ingress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** The description of the streams. */
final class AsyncApiRoute {
    private static final String FILE = "/asyncapi.yaml";

    private AsyncApiRoute() {}

    static List<Route> routes() {
        final byte[] description = read();
        return List.of(new Route(
                "GET", FILE, Access.PUBLIC, Set.of(), request -> new Answer(200, "application/yaml", description)
                        .now()));
    }

    private static byte[] read() {
        try (InputStream stream = AsyncApiRoute.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException("resource is missing: " + FILE);
            }
            return stream.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException("resource was not read: " + FILE, e);
        }
    }
}
