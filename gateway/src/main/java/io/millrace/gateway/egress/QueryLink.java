package io.millrace.gateway.egress;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Queries to all nodes of all shards, answers on one stream. Only a leader answers, and a query changes nothing: each is
 * sent to every node and again until it is answered or too late. One thread: the agent's.
 */
final class QueryLink {
    private static final int QUERY_STREAM_ID = 801;
    private static final int RESPONSE_STREAM_ID = 802;
    private static final int FRAGMENT_LIMIT = 32;
    private static final long RESEND_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<ShardEndpoints> shards;
    private final String localHost;
    private final Long2ObjectHashMap<PendingQuery> pending = new Long2ObjectHashMap<>();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final FragmentAssembler assembler =
            new FragmentAssembler((fragment, offset, length, ignored) -> onReply(fragment, offset));
    private List<List<Publication>> publications;
    private Subscription responses;
    private String responseChannel;

    QueryLink(final List<ShardEndpoints> shards, final String localHost) {
        this.shards = shards;
        this.localHost = localHost;
    }

    int doWork(final Aeron aeron, final long nowNs) {
        if (responses == null) {
            open(aeron);
        }
        if (responseChannel == null) {
            responseChannel = responses.tryResolveChannelEndpointPort();
            return 0;
        }
        int count = responses.poll(assembler, FRAGMENT_LIMIT);
        for (final PendingQuery query : pending.values()) {
            if (nowNs - query.nextSendNs >= 0) {
                query.nextSendNs = nowNs + RESEND_NS;
                send(query);
                count++;
            }
        }
        return count;
    }

    void add(final PendingQuery query, final long nowNs) {
        query.nextSendNs = nowNs;
        pending.put(query.queryId, query);
    }

    int pendingCount() {
        return pending.size();
    }

    void expire(final long nowNs) {
        final Iterator<PendingQuery> queries = pending.values().iterator();
        while (queries.hasNext()) {
            final PendingQuery query = queries.next();
            if (nowNs - query.deadlineNs >= 0) {
                queries.remove();
                query.failure.accept(Refusal.of(ErrorCode.NOT_READY, "ubscore has not answered a query"));
            }
        }
    }

    /** Forgets the streams; queries stay and go out again on the next ones. */
    void close() {
        if (publications != null) {
            publications.forEach(CloseHelper::quietCloseAll);
        }
        CloseHelper.quietClose(responses);
        publications = null;
        responses = null;
        responseChannel = null;
    }

    private void open(final Aeron aeron) {
        responses = aeron.addSubscription("aeron:udp?endpoint=" + localHost + ":0", RESPONSE_STREAM_ID);
        publications = new ArrayList<>();
        for (final ShardEndpoints shard : shards) {
            final List<Publication> nodes = new ArrayList<>();
            for (final String endpoint : shard.queries()) {
                nodes.add(aeron.addPublication("aeron:udp?term-length=64k|endpoint=" + endpoint, QUERY_STREAM_ID));
            }
            publications.add(nodes);
        }
    }

    private void send(final PendingQuery query) {
        final int length = query.encoding.encode(buffer, responseChannel);
        for (final Publication publication : publications.get(query.shard)) {
            publication.offer(buffer, 0, length);
        }
    }

    private void onReply(final DirectBuffer fragment, final int offset) {
        header.wrap(fragment, offset);
        // Every reply begins with the id of its query.
        final long queryId = fragment.getLong(offset + MessageHeaderDecoder.ENCODED_LENGTH, ByteOrder.LITTLE_ENDIAN);
        final PendingQuery query = pending.get(queryId);
        if (query != null
                && header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && query.reader.read(fragment, offset)) {
            pending.remove(queryId);
        }
    }
}
