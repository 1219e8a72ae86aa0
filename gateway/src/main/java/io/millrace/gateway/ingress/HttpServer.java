package io.millrace.gateway.ingress;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.xnio.Options;
import org.xnio.Sequence;

/**
 * One Undertow listener with its threads. {@link #close} refuses new requests, waits for those under way for a bounded
 * time, and stops.
 */
final class HttpServer implements AutoCloseable {
    /** More headers than any client of ours sends. */
    private static final int HEADERS_MAX = 64;

    private static final int HEADER_LENGTH_MAX = 16 * 1024;
    private static final int PARAMETERS_MAX = 32;
    private static final long DRAIN_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Undertow undertow;
    private final HttpDispatcher dispatcher;
    private final HttpSettings settings;

    /** {@code handler} is what the listener calls: the dispatcher itself, or something around it. */
    HttpServer(final HttpSettings settings, final HttpDispatcher dispatcher, final HttpHandler handler) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        final int ioThreads = settings.ioThreads() > 0
                ? settings.ioThreads()
                : Runtime.getRuntime().availableProcessors();
        final Undertow.Builder builder = Undertow.builder();
        if (settings.tls() == null) {
            builder.addHttpListener(settings.port(), settings.host());
        } else {
            builder.addHttpsListener(settings.port(), settings.host(), settings.tls())
                    .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"));
        }
        undertow = builder.setIoThreads(ioThreads)
                .setWorkerThreads(ioThreads)
                .setHandler(handler)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.READ_TIMEOUT, settings.readTimeoutMs())
                .setSocketOption(Options.WRITE_TIMEOUT, settings.readTimeoutMs())
                .setSocketOption(Options.CONNECTION_HIGH_WATER, settings.connectionsMax())
                .setSocketOption(Options.CONNECTION_LOW_WATER, settings.connectionsMax())
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, settings.readTimeoutMs())
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, settings.idleTimeoutMs())
                .setServerOption(UndertowOptions.MAX_HEADERS, HEADERS_MAX)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, HEADER_LENGTH_MAX)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, PARAMETERS_MAX)
                .build();
    }

    void start() {
        undertow.start();
    }

    /** Port that is listened on, also when 0 was asked for. */
    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        dispatcher.drain();
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.drainTimeoutMs());
        while (dispatcher.activeCount() > 0 && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(DRAIN_PAUSE_NS);
        }
        undertow.stop();
    }
}
