package io.millrace.gateway.stream;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;

/** A socket of Undertow's. */
final class UndertowTransport implements Transport {
    private final WebSocketChannel channel;

    UndertowTransport(final WebSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public InetAddress address() {
        return channel.getSourceAddress().getAddress();
    }

    @Override
    public void execute(final Runnable task) {
        channel.getIoThread().execute(task);
    }

    @Override
    public void send(final byte[] text, final Runnable done) {
        WebSockets.sendText(ByteBuffer.wrap(text), channel, new WebSocketCallback<>() {
            @Override
            public void complete(final WebSocketChannel sent, final Void context) {
                done.run();
            }

            @Override
            public void onError(final WebSocketChannel broken, final Void context, final Throwable fault) {
                abort();
            }
        });
    }

    @Override
    public void ping() {
        if (channel.isOpen()) {
            WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
        }
    }

    @Override
    public void close(final int code, final String reason) {
        if (channel.isOpen() && !channel.isCloseFrameSent()) {
            WebSockets.sendClose(code, reason, channel, null);
        }
    }

    @Override
    public void abort() {
        IoUtils.safeClose(channel);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }
}
