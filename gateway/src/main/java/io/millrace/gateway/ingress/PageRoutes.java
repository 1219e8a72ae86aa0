package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The trading page, the description of all routes, and the page that shows it: files of this build, nothing from elsewhere. */
final class PageRoutes {
    private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.17.14/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    /** Swagger UI sets styles from its script and draws its icons from data. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    PageRoutes() {
        add("/openapi.yaml", "/openapi.yaml", "application/yaml");
        add("/", "/page/index.html", HTML);
        add("/page/page.js", "/page/page.js", SCRIPT);
        add("/page/page.css", "/page/page.css", STYLE);
        add("/docs", "/docs/index.html", HTML);
        add("/docs/init.js", "/docs/init.js", SCRIPT);
        add("/docs/swagger-ui-bundle.js", SWAGGER + "swagger-ui-bundle.js", SCRIPT);
        add("/docs/swagger-ui.css", SWAGGER + "swagger-ui.css", STYLE);
    }

    private record Asset(String contentType, byte[] bytes) {}

    List<Route> routes() {
        return List.of(page("/openapi.yaml"), page("/"), page("/docs"), files("/page/"), files("/docs/"));
    }

    private Route page(final String path) {
        return new Route(
                "GET", path, Access.PUBLIC, Set.of(), request -> answer(path).now());
    }

    private Route files(final String directory) {
        return new Route("GET", directory + "{file}", Access.PUBLIC, Set.of(), request -> answer(
                        directory + request.pathParameter("file"))
                .now());
    }

    private Answer answer(final String path) {
        final Asset asset = assets.get(path);
        if (asset == null) {
            throw Refusal.of(ErrorCode.ROUTE_NOT_FOUND, "there is no such file");
        }
        return new Answer(200, asset.contentType, asset.bytes)
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("X-Frame-Options", "DENY");
    }

    private void add(final String path, final String resource, final String contentType) {
        try (InputStream stream = PageRoutes.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource is missing: " + resource);
            }
            assets.put(path, new Asset(contentType, stream.readAllBytes()));
        } catch (final IOException e) {
            throw new UncheckedIOException("resource was not read: " + resource, e);
        }
    }
}
