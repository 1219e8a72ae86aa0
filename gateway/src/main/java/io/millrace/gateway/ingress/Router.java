package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the route of a request: literal segments before named ones. Immutable once built; any thread may ask. */
final class Router {
    private final Node root = new Node();

    Router(final List<Route> routes) {
        for (final Route route : routes) {
            add(route);
        }
    }

    /** A route and the values of the named segments of its template. */
    record Match(Route route, Map<String, String> parameters) {}

    /** Refuses with ROUTE_NOT_FOUND, or with METHOD_NOT_ALLOWED and the methods that there are. */
    Match match(final String method, final String path) {
        final List<String> values = new ArrayList<>(2);
        final Node node = find(root, segments(path), 0, values);
        if (node == null || node.routes.isEmpty()) {
            throw Refusal.of(ErrorCode.ROUTE_NOT_FOUND, "there is no route " + path);
        }
        final Route route = node.routes.get(method);
        if (route == null) {
            throw Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, "the route has no method " + method)
                    .with("allow", String.join(", ", node.routes.keySet()));
        }
        return new Match(route, named(route, values));
    }

    private static Node find(final Node node, final String[] segments, final int index, final List<String> values) {
        if (index == segments.length) {
            return node.routes.isEmpty() ? null : node;
        }
        final Node literal = node.literals.get(segments[index]);
        final Node found = literal == null ? null : find(literal, segments, index + 1, values);
        if (found != null || node.named == null || segments[index].isEmpty()) {
            return found;
        }
        values.add(segments[index]);
        final Node other = find(node.named, segments, index + 1, values);
        if (other == null) {
            values.remove(values.size() - 1);
        }
        return other;
    }

    private void add(final Route route) {
        Node node = root;
        for (final String segment : segments(route.template())) {
            if (segment.startsWith("{")) {
                node.named = node.named == null ? new Node() : node.named;
                node = node.named;
            } else {
                node = node.literals.computeIfAbsent(segment, name -> new Node());
            }
        }
        if (node.routes.put(route.method(), route) != null) {
            throw new IllegalStateException("route is given twice: " + route.method() + " " + route.template());
        }
    }

    private static Map<String, String> named(final Route route, final List<String> values) {
        if (values.isEmpty()) {
            return Map.of();
        }
        final Map<String, String> parameters = new HashMap<>();
        int index = 0;
        for (final String segment : segments(route.template())) {
            if (segment.startsWith("{")) {
                parameters.put(segment.substring(1, segment.length() - 1), values.get(index++));
            }
        }
        return parameters;
    }

    private static String[] segments(final String path) {
        return (path.startsWith("/") ? path.substring(1) : path).split("/", -1);
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> routes = new TreeMap<>();
        private Node named;
    }
}
