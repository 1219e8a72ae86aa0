package io.millrace.benchmarks.core;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.xnio.Options;

/** Undertow and nothing else: reads each body whole and answers always the same. */
final class BareServer implements AutoCloseable {
    private static final HttpString REQUEST_ID = HttpString.tryFromString("X-Request-Id");
    private static final HttpString NO_SNIFF = HttpString.tryFromString("X-Content-Type-Options");
    private static final String ID = "0123456789abcdef-1";

    private final Undertow undertow;

    /** {@code answer}: the body; the headers are the gateway's. */
    BareServer(final byte[] answer) {
        final HttpHandler handler = exchange -> exchange.getRequestReceiver().receiveFullBytes((same, body) -> {
            same.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            same.getResponseHeaders().put(REQUEST_ID, ID);
            same.getResponseHeaders().put(NO_SNIFF, "nosniff");
            same.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
            same.getResponseSender().send(ByteBuffer.wrap(answer));
        });
        final int threads = Runtime.getRuntime().availableProcessors();
        undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(threads)
                .setWorkerThreads(threads)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setHandler(handler)
                .build();
        undertow.start();
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
