package io.millrace.ubscore.egress;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Answers read-only queries from the core's state, on the leader alone but for that of a node's own state. The service's thread, between commands: at most a few per step,
 * and it never waits; an answer that can't be sent at once is dropped, and its client asks again.
 */
public final class QueryResponder implements AutoCloseable {
    /** Stream of the queries. */
    public static final int QUERY_STREAM_ID = 801;
    /** Stream of the answers, on the channel that the query names. */
    public static final int RESPONSE_STREAM_ID = 802;

    /** Queries answered per step: they share the thread with the log. */
    private static final int QUERIES_PER_STEP_MAX = 4;
    /** Clients that are kept connected; the one that has been silent longest makes place. */
    private static final int CLIENTS_MAX = 64;
    /** A client that has asked nothing for so long is let go. */
    private static final long CLIENT_IDLE_NS = TimeUnit.MINUTES.toNanos(1);

    private final String channel;
    private final QueryEncoder encoder;
    private final FragmentAssembler assembler =
            new FragmentAssembler((buffer, offset, length, header) -> onQuery(buffer, offset, length));
    private final ExpandableArrayBuffer answer = new ExpandableArrayBuffer(64 * 1024);
    /** By response channel, least recently used first. */
    private final Map<String, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

    private Aeron aeron;
    private Subscription queries;
    private boolean answers;
    private long nowNs;

    /** One client's publication, from when it was asked for. */
    private static final class Client {
        long registrationId;
        ExclusivePublication publication;
        long lastUsedNs;
    }

    public QueryResponder(final BalanceCore core, final CoreConfig config, final String channel) {
        this.channel = channel;
        encoder = new QueryEncoder(core, config);
    }

    /** Opens the stream of queries. */
    public void onStart(final Aeron aeron) {
        this.aeron = aeron;
        queries = aeron.addSubscription(channel, QUERY_STREAM_ID);
    }

    /** Takes what has come; those that only a leader answers are passed over by others. */
    public int doWork(final long nowNs, final boolean isLeader) {
        if (queries == null) {
            return 0;
        }
        this.nowNs = nowNs;
        answers = isLeader;
        final int count = queries.poll(assembler, QUERIES_PER_STEP_MAX);
        if (count == 0 && !clients.isEmpty()) {
            letGoOfIdleClients();
        }
        return count;
    }

    private void onQuery(final DirectBuffer buffer, final int offset, final int length) {
        if (!answers && !QueryEncoder.isStateQuery(buffer, offset, length)) {
            return;
        }
        final int answerLength = encoder.answer(buffer, offset, length, answer);
        if (answerLength > 0) {
            send(encoder.responseChannel(), answerLength);
        }
    }

    private void send(final String responseChannel, final int length) {
        Client client = clients.get(responseChannel);
        if (client == null) {
            client = connect(responseChannel);
            if (client == null) {
                return;
            }
        }
        client.lastUsedNs = nowNs;
        if (client.publication == null) {
            client.publication = aeron.getExclusivePublication(client.registrationId);
        }
        if (client.publication != null
                && length <= client.publication.maxMessageLength()
                && client.publication.offer(answer, 0, length) == Publication.CLOSED) {
            clients.remove(responseChannel);
        }
    }

    private Client connect(final String responseChannel) {
        if (clients.size() >= CLIENTS_MAX) {
            final Iterator<Client> oldest = clients.values().iterator();
            close(oldest.next());
            oldest.remove();
        }
        final Client client = new Client();
        try {
            client.registrationId = aeron.asyncAddExclusivePublication(responseChannel, RESPONSE_STREAM_ID);
        } catch (final IllegalArgumentException e) {
            return null;
        }
        clients.put(responseChannel, client);
        return client;
    }

    private void letGoOfIdleClients() {
        final Iterator<Client> all = clients.values().iterator();
        while (all.hasNext()) {
            final Client client = all.next();
            if (nowNs - client.lastUsedNs < CLIENT_IDLE_NS) {
                return;
            }
            close(client);
            all.remove();
        }
    }

    private void close(final Client client) {
        if (client.publication != null) {
            CloseHelper.quietClose(client.publication);
        } else {
            aeron.asyncRemovePublication(client.registrationId);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(client -> CloseHelper.quietClose(client.publication));
        clients.clear();
        CloseHelper.quietClose(queries);
        queries = null;
    }
}
