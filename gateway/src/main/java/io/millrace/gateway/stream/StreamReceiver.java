package io.millrace.gateway.stream;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one client sends: control messages, not too many, and signs of life. Its I/O thread. */
final class StreamReceiver extends AbstractReceiveListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamReceiver.class);
    private static final int UNSUPPORTED = 1003;
    private static final long SECOND_MS = 1000;

    private final StreamSession session;
    private final StreamAgent agent;
    private final LongSupplier clockMs;
    private long windowStartMs;
    private int countInWindow;
    private int excessCount;

    StreamReceiver(final StreamSession session, final StreamAgent agent, final LongSupplier clockMs) {
        this.session = session;
        this.agent = agent;
        this.clockMs = clockMs;
    }

    /** Undertow tells no one of some frames that it can't read: it stops to read, and lets the other side wait for ever. */
    @Override
    public void handleEvent(final WebSocketChannel channel) {
        try {
            super.handleEvent(channel);
        } catch (final RuntimeException bent) {
            LOGGER.info("connection is dropped address={} why={}", session.transport.address(), bent.toString());
            session.transport.abort();
        }
    }

    @Override
    protected long getMaxTextBufferSize() {
        return StreamSettings.MESSAGE_LENGTH_MAX;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
        return StreamSettings.MESSAGE_LENGTH_MAX;
    }

    @Override
    protected void onFullTextMessage(final WebSocketChannel channel, final BufferedTextMessage message) {
        session.heard(clockMs.getAsLong());
        Control control = null;
        try {
            admit();
            control = Control.parse(message.getData(), session.dialect.parameters());
        } catch (final Refusal refusal) {
            session.answer(session.dialect.refusal("null", refusal));
        }
        if (control != null) {
            agent.control(session, control);
        }
    }

    @Override
    protected void onFullBinaryMessage(final WebSocketChannel channel, final BufferedBinaryMessage message) {
        message.getData().free();
        session.close(UNSUPPORTED, "messages must be text");
    }

    @Override
    protected void onFullPongMessage(final WebSocketChannel channel, final BufferedBinaryMessage message) {
        session.heard(clockMs.getAsLong());
        message.getData().free();
    }

    @Override
    protected void onFullPingMessage(final WebSocketChannel channel, final BufferedBinaryMessage message)
            throws IOException {
        session.heard(clockMs.getAsLong());
        super.onFullPingMessage(channel, message);
    }

    @Override
    protected void onError(final WebSocketChannel channel, final Throwable error) {
        session.transport.abort();
    }

    private void admit() {
        final long nowMs = clockMs.getAsLong();
        if (nowMs - windowStartMs >= SECOND_MS) {
            windowStartMs = nowMs;
            countInWindow = 0;
        }
        if (++countInWindow > StreamSettings.CONTROLS_PER_SECOND) {
            if (++excessCount > StreamSettings.CONTROLS_EXCESS_MAX) {
                session.close(CloseCodes.POLICY, "too many control messages");
            }
            throw Refusal.of(
                    ErrorCode.RATE_LIMITED,
                    "at most " + StreamSettings.CONTROLS_PER_SECOND + " control messages a second");
        }
    }
}
