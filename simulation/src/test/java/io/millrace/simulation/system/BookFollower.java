package io.millrace.simulation.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.stream.ClientBook;
import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.trading.DepthChecksum;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps one book by the rule that clients are told, through every loss of its connection, and remembers what the whole book was
 * behind each message. A thread of its own.
 */
final class BookFollower implements AutoCloseable {
    private final int port;
    private final String channel;
    private final int messagesPerConnection;
    private final CountDownLatch released;
    private final ClientBook book = new ClientBook();
    private final Map<Long, Long> marks = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "book-follower");
    private volatile int connectionCount;
    private volatile int resyncCount;
    private volatile long sequence;
    private volatile boolean stopped;

    /**
     * Begins at once.
     *
     * @param messagesPerConnection after so many it leaves and comes again
     * @param released after its first subscription it reads nothing before this is open
     */
    BookFollower(final int port, final String channel, final int messagesPerConnection, final CountDownLatch released) {
        this.port = port;
        this.channel = channel;
        this.messagesPerConnection = messagesPerConnection;
        this.released = released;
        thread.setDaemon(true);
        thread.start();
    }

    /** Of the whole book's text, by the sequence behind which it stood so. */
    Map<Long, Long> marks() {
        return marks;
    }

    /** Sequence that the book has reached. */
    long sequence() {
        return sequence;
    }

    int connectionCount() {
        return connectionCount;
    }

    @Override
    public String toString() {
        return "connections=" + connectionCount + " messages=" + marks.size() + " resyncs=" + resyncCount
                + " snapshots=" + book.reasons + " sequence=" + sequence;
    }

    /** Snapshots that came for a reason; once it is closed. */
    int snapshotCount(final String reason) {
        return book.reasons.getOrDefault(reason, 0);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(60_000);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try (StreamClient client = new StreamClient(port, "/ws", Map.of())) {
                connectionCount++;
                // With a heartbeat something comes each second, also when nobody trades.
                client.send("{\"id\":1,\"method\":\"subscribe\",\"params\":{\"channels\":[\"heartbeat\",\"" + channel
                        + "\"]}}");
                released.await();
                follow(client);
            } catch (final UncheckedIOException gone) {
                Await.pause();
            } catch (final InterruptedException end) {
                return;
            }
        }
    }

    private void follow(final StreamClient client) {
        for (int i = 0; i < messagesPerConnection && !stopped; ) {
            final JsonNode message = client.next();
            if (message == null) {
                return;
            }
            if (message.path("channel").asText().equals(channel)) {
                i++;
                onMessage(client, message);
            }
        }
    }

    private void onMessage(final StreamClient client, final JsonNode message) {
        if (book.onMessage(message) == ClientBook.Next.RESYNC) {
            resyncCount++;
            client.send("{\"id\":2,\"method\":\"resync\",\"params\":{\"channels\":[\"" + channel + "\"]}}");
            return;
        }
        sequence = book.sequence();
        marks.put(sequence, DepthChecksum.crc32(book.text()));
    }
}
