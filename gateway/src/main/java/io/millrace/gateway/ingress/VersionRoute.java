package io.millrace.gateway.ingress;

import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Which build answers. */
final class VersionRoute {
    private static final String RESOURCE = "/io/millrace/gateway/version.properties";

    private VersionRoute() {}

    static List<Route> routes() {
        final String version = version();
        final Route.Handler handler = request -> Answer.json(200, json -> {
                    json.writeStringField("version", version);
                    json.writeNumberField("schema", MessageHeaderDecoder.SCHEMA_VERSION);
                    json.writeStringField("java", Runtime.version().toString());
                })
                .now();
        return List.of(
                new Route("GET", "/version", Access.PUBLIC, Set.of(), handler),
                new Route("GET", "/api/v1/version", Access.PUBLIC, Set.of(), handler));
    }

    private static String version() {
        final Properties properties = new Properties();
        try (InputStream stream = VersionRoute.class.getResourceAsStream(RESOURCE)) {
            properties.load(stream);
        } catch (final IOException e) {
            throw new UncheckedIOException("the version of the build was not read", e);
        }
        return properties.getProperty("version");
    }
}
