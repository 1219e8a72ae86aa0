package io.millrace.chain.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;

/** One JSON-RPC endpoint. Every failure, also an answer that makes no sense, is a {@link NodeFault}. Blocks up to its timeout. */
public final class RpcClient implements AutoCloseable {
    /** An answer beyond this is not read: no block of ours has one. */
    private static final long ANSWER_LENGTH_MAX = 32L << 20;

    private final String url;
    private final OkHttpClient http;
    private final HttpService service;

    public RpcClient(final String url, final Duration timeout) {
        this.url = url;
        http = new OkHttpClient.Builder()
                .socketFactory(new NoDelaySockets())
                .connectionPool(new ConnectionPool(2, 30, TimeUnit.SECONDS))
                .callTimeout(timeout)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .addNetworkInterceptor(chain -> bounded(chain.proceed(chain.request())))
                .build();
        service = new HttpService(url, http, false);
    }

    private static okhttp3.Response bounded(final okhttp3.Response response) throws IOException {
        if (response.body() != null && response.body().contentLength() > ANSWER_LENGTH_MAX) {
            response.close();
            throw new IOException("answer too long length=" + response.body().contentLength());
        }
        return response;
    }

    /** Any answer: a map, a list, a string, a number, a truth value or null, as JSON has it. */
    public static final class Answer extends Response<Object> {}

    /** Asks; null is an answer too. */
    public Object ask(final String method, final List<?> parameters) {
        final Answer response;
        try {
            response = new Request<>(method, parameters, service, Answer.class).send();
        } catch (final IOException | RuntimeException e) {
            throw new NodeFault("endpoint does not answer url=" + url + " method=" + method + " cause=" + e, e);
        }
        if (response == null) {
            throw new NodeFault("endpoint answered nothing url=" + url + " method=" + method, null);
        }
        if (response.hasError()) {
            final Response.Error error = response.getError();
            throw new NodeRefusal(
                    "endpoint refused url=" + url + " method=" + method + " code=" + error.getCode() + " message="
                            + error.getMessage(),
                    error.getMessage(),
                    error.getData());
        }
        return response.getResult();
    }

    public String url() {
        return url;
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** Without this every request beyond a packet waits for an acknowledgement that is delayed on purpose. */
    private static final class NoDelaySockets extends SocketFactory {
        private final SocketFactory sockets = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            return withoutDelay(sockets.createSocket());
        }

        @Override
        public Socket createSocket(final String host, final int port) throws IOException {
            return withoutDelay(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(final String host, final int port, final InetAddress local, final int localPort)
                throws IOException {
            return withoutDelay(sockets.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(final InetAddress host, final int port) throws IOException {
            return withoutDelay(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(final InetAddress host, final int port, final InetAddress local, final int localPort)
                throws IOException {
            return withoutDelay(sockets.createSocket(host, port, local, localPort));
        }

        private static Socket withoutDelay(final Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }
    }
}
