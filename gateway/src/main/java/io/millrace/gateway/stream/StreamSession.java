package io.millrace.gateway.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One connection: its subscriptions, which are the agent's, and the way of its messages to the socket, which is the I/O
 * thread's. Messages are written one at a time, so that a client which does not read leaves them in the bounded outbox.
 */
final class StreamSession {
    final Transport transport;
    final Outbox outbox;
    /** Changes once at most: a client of Binance's may come to our own address. */
    volatile Dialect dialect;
    /** By channel name, in the order of subscription. The agent's. */
    final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    /** Null: nobody is named. The agent's. */
    StreamUser user;
    /** Whether a web page of another origin opened it: then a name without a proof is not believed. */
    boolean isForeign;
    /** Whether the user's orders are cancelled when the connection ends. The agent's. */
    boolean isCancelOnDisconnect;
    /** Null while no private channel is subscribed. The agent's. */
    AccountFeed accountFeed;
    /** When a connection that should have ended is dropped; 0: none of that is known of it. The agent's. */
    long dropMs;

    private final Runnable onCaughtUp;
    private final AtomicBoolean isSending = new AtomicBoolean();
    private volatile long lastHeardMs;
    private volatile boolean isClosing;
    private volatile Close closeWhenSent;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile Runnable onEnd = () -> {};
    /** Whether the write under way was finished before it returned. The I/O thread's. */
    private boolean isSent;

    private boolean isWriting;

    private record Close(int code, String reason) {}

    /** {@code onCaughtUp} runs on the I/O thread when a client that was behind has taken all that was queued. */
    StreamSession(
            final Transport transport,
            final Dialect dialect,
            final StreamSettings settings,
            final long nowMs,
            final Consumer<StreamSession> onCaughtUp) {
        this.transport = transport;
        this.dialect = dialect;
        this.onCaughtUp = () -> onCaughtUp.accept(this);
        outbox = new Outbox(settings.queueLengthMax(), settings.queueCountMax());
        lastHeardMs = nowMs;
    }

    /** Queues a public message; false: the channel fell behind by it. */
    boolean offer(final Subscription subscription, final byte[] text) {
        if (isClosing || outbox.isLagging(subscription)) {
            return true;
        }
        final boolean isTaken = outbox.offer(subscription, dialect.framed(subscription.channel, text));
        pump();
        return isTaken;
    }

    /** Queues a private message; a client for whom there is no room is told to come back and resume. */
    void offerPrivate(final byte[] text) {
        if (!isClosing && !outbox.offerPrivate(text)) {
            close(CloseCodes.TRY_AGAIN, "slow consumer, resume from the last accountSequence");
        }
        pump();
    }

    /** Queues an answer; who does not read answers is dropped. */
    void answer(final byte[] text) {
        if (!isClosing && !outbox.offerAnswer(text)) {
            close(CloseCodes.TRY_AGAIN, "answers are not read");
        }
        pump();
    }

    void heard(final long nowMs) {
        lastHeardMs = nowMs;
    }

    long lastHeardMs() {
        return lastHeardMs;
    }

    boolean isClosing() {
        return isClosing;
    }

    /** Whether the client has been told to go or will be, or has gone. */
    boolean isLeaving() {
        return isClosing || closeWhenSent != null || !transport.isOpen();
    }

    /** What is to be done when the connection has ended. */
    void onEnd(final Runnable task) {
        onEnd = task;
    }

    /** The connection has ended; whoever says so again changes nothing. Any thread. */
    void ended() {
        if (hasEnded.compareAndSet(false, true)) {
            onEnd.run();
        }
    }

    void close(final int code, final String reason) {
        isClosing = true;
        transport.execute(() -> transport.close(code, reason));
    }

    /** Closes once all that is queued is written. */
    void closeWhenSent(final int code, final String reason) {
        closeWhenSent = new Close(code, reason);
        pump();
    }

    private void pump() {
        if ((!outbox.isEmpty() || closeWhenSent != null) && isSending.compareAndSet(false, true)) {
            transport.execute(this::write);
        }
    }

    /** On the I/O thread: writes until the outbox is empty or the socket takes its time. */
    private void write() {
        if (isWriting) {
            isSent = true;
            return;
        }
        do {
            for (byte[] text = outbox.poll(); text != null && !isClosing; text = outbox.poll()) {
                isWriting = true;
                isSent = false;
                transport.send(text, this::write);
                isWriting = false;
                if (!isSent) {
                    return;
                }
            }
            isSending.set(false);
            if (outbox.canCatchUp()) {
                onCaughtUp.run();
            }
            if (closeWhenSent != null && outbox.isEmpty() && !isClosing) {
                close(closeWhenSent.code, closeWhenSent.reason);
            }
        } while (!isClosing && !outbox.isEmpty() && isSending.compareAndSet(false, true));
    }
}
