package io.millrace.gateway.stream;

import java.net.InetAddress;

/** One client's socket. Any thread may call; what completes does so on the socket's own I/O thread. */
interface Transport {
    InetAddress address();

    /** Runs something on the socket's I/O thread. */
    void execute(Runnable task);

    /** Writes a text message; one at a time, on the I/O thread; {@code done} runs there once the socket has taken it. */
    void send(byte[] text, Runnable done);

    /** Asks for a sign of life. */
    void ping();

    /** Says good-bye and closes; what was not sent is lost. */
    void close(int code, String reason);

    /** Drops the connection without a word. */
    void abort();

    /** Whether either side of the socket is open. */
    boolean isOpen();
}
